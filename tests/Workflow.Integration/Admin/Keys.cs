namespace Workflow.Integration.Admin;

/// <summary>One key of each role, as the settings of a host.</summary>
internal static class Keys
{
    public const string Viewer = "victor-looks-at-it";
    public const string Operator = "olga-operates-on-it";
    public const string Admin = "anna-administers-it";

    public static readonly string[] Settings =
    [
        "Admin:Keys:0:Name=victor", $"Admin:Keys:0:Key={Viewer}", "Admin:Keys:0:Role=viewer",
        "Admin:Keys:1:Name=olga", $"Admin:Keys:1:Key={Operator}", "Admin:Keys:1:Role=operator",
        "Admin:Keys:2:Name=anna", $"Admin:Keys:2:Key={Admin}", "Admin:Keys:2:Role=admin",
    ];

    /// <summary>A key that has exactly the role.</summary>
    public static string Of(string role) => role switch { "viewer" => Viewer, "operator" => Operator, _ => Admin };
}
