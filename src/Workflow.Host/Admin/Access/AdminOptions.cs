using Microsoft.Extensions.Options;

namespace Workflow.Host.Admin.Access;

/// <summary>Who may use the admin API; section <c>Admin</c>. Without any credential in it, it is closed.</summary>
internal sealed class AdminOptions
{
    internal const string Section = "Admin";

    /// <summary>A key with the role admin, named <c>admin</c>; default none.</summary>
    public string? Key { get; set; }

    /// <summary>More keys, each with a name and a role; default none.</summary>
    public List<AdminKeyOptions> Keys { get; set; } = [];

    /// <summary>Tokens of an identity provider; default none.</summary>
    public AdminJwtOptions Jwt { get; set; } = new();

    /// <summary>Wrong keys of one address before it has to wait; 1 to 1,000,000, default 10.</summary>
    public int LockoutFailures { get; set; } = 10;

    /// <summary>Seconds of the first wait, doubled with each further one up to 15 minutes; 1 to 900, default 30.</summary>
    public int LockoutSeconds { get; set; } = 30;

    /// <summary>Hours for which a browser stays signed in; 1 to 168, default 8.</summary>
    public int SessionHours { get; set; } = 8;

    /// <summary>Whether anybody could sign in with what is configured.</summary>
    internal bool IsOpen => Key is { Length: > 0 } || Keys.Count > 0 || Jwt.IsOn;
}

/// <summary>A key.</summary>
internal sealed class AdminKeyOptions
{
    /// <summary>Whose; it stands in the audit; 1 to 64 characters, unique.</summary>
    public string Name { get; set; } = "";

    /// <summary>The secret; from 16 characters.</summary>
    public string Key { get; set; } = "";

    /// <summary>viewer, operator or admin; default viewer.</summary>
    public string Role { get; set; } = AdminRoles.Viewer;
}

/// <summary>Which bearer tokens are believed.</summary>
internal sealed class AdminJwtOptions
{
    /// <summary>Address of an OpenID Connect provider, whose keys are fetched; default none.</summary>
    public string? Authority { get; set; }

    /// <summary>Who must have issued a token; needed with <see cref="SigningKeys"/>; default what the authority says.</summary>
    public string? Issuer { get; set; }

    /// <summary>For whom a token must be; needed.</summary>
    public string? Audience { get; set; }

    /// <summary>Keys without a provider: a public key as PEM, or a secret as base64 of 32 bytes or more; default none.</summary>
    public List<string> SigningKeys { get; set; } = [];

    /// <summary>The claim with a person's roles; default <c>roles</c>.</summary>
    public string RoleClaim { get; set; } = "roles";

    /// <summary>The claim with a person's name; default <c>name</c>, else <c>sub</c>.</summary>
    public string NameClaim { get; set; } = "name";

    /// <summary>What the role claim calls the roles: viewer, operator, admin each to a value of the provider's; default the same names.</summary>
    public Dictionary<string, string> Roles { get; set; } = [];

    internal bool IsOn => Authority is { Length: > 0 } || SigningKeys.Count > 0;
}

/// <summary>Checks the section at start, so that a wrong credential is named before somebody relies on it.</summary>
internal sealed class AdminOptionsCheck : IValidateOptions<AdminOptions>
{
    private const int MinKey = 16;

    public ValidateOptionsResult Validate(string? name, AdminOptions options)
    {
        List<string> faults = [.. KeyFaults(options), .. JwtFaults(options.Jwt)];
        if (options.LockoutFailures is < 1 or > 1_000_000)
            faults.Add($"Admin:LockoutFailures is {options.LockoutFailures}; it must be 1 to 1000000.");
        if (options.LockoutSeconds is < 1 or > 900)
            faults.Add($"Admin:LockoutSeconds is {options.LockoutSeconds}; it must be 1 to 900.");
        if (options.SessionHours is < 1 or > 168)
            faults.Add($"Admin:SessionHours is {options.SessionHours}; it must be 1 to 168.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> KeyFaults(AdminOptions options)
    {
        for (var i = 0; i < options.Keys.Count; i++)
        {
            var key = options.Keys[i];
            if (key.Name.Length is < 1 or > AdminText.MaxName || key.Name.Any(char.IsControl))
                yield return $"Admin:Keys:{i}:Name must have 1 to {AdminText.MaxName} characters.";
            if (key.Key.Length is < MinKey or > AdminKeys.MaxKey)
                yield return $"Admin:Keys:{i}:Key must have {MinKey} to {AdminKeys.MaxKey} characters.";
            if (!AdminRoles.All.Contains(key.Role))
                yield return $"Admin:Keys:{i}:Role is '{key.Role}'; it must be {string.Join(", ", AdminRoles.All)}.";
        }
        string[] names = options.Key is { Length: > 0 } ? [AdminKeys.FirstName] : [];
        foreach (var twice in names.Concat(options.Keys.Select(key => key.Name)).GroupBy(name => name).Where(group => group.Count() > 1))
            yield return $"Admin:Keys names '{twice.Key}' twice.";
    }

    private static IEnumerable<string> JwtFaults(AdminJwtOptions jwt)
    {
        if (!jwt.IsOn)
            yield break;
        if (jwt.Audience is not { Length: > 0 })
            yield return "Admin:Jwt:Audience is missing: a token for somebody else would be believed.";
        if (jwt.Issuer is not { Length: > 0 } && jwt.Authority is not { Length: > 0 })
            yield return "Admin:Jwt:Issuer is missing; it is needed with Admin:Jwt:SigningKeys.";
        foreach (var role in jwt.Roles.Keys.Where(role => !AdminRoles.All.Contains(role)))
            yield return $"Admin:Jwt:Roles:{role} is no role; there are {string.Join(", ", AdminRoles.All)}.";
    }
}
