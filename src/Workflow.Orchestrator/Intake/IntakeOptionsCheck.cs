using System.Globalization;
using System.Numerics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Workflow.Orchestrator.Intake;

/// <summary>The ranges of <see cref="IntakeOptions"/> and the relations between them.</summary>
internal sealed class IntakeOptionsCheck : IValidateOptions<IntakeOptions>
{
    public ValidateOptionsResult Validate(string? name, IntakeOptions options)
    {
        var failures = new List<string>();
        CheckRanges(options, failures);
        CheckRelations(options, failures);
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    /// <summary>Binds the section and checks it at start-up; a misspelt name in it is an error too.</summary>
    public static void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IValidateOptions<IntakeOptions>, IntakeOptionsCheck>();
        services.AddOptions<IntakeOptions>()
            .Bind(configuration.GetSection(IntakeOptions.SectionName), binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateOnStart();
    }

    private static void CheckRanges(IntakeOptions options, List<string> failures)
    {
        Check(failures, nameof(options.RingCapacity), options.RingCapacity, 64, 1_048_576);
        Check(failures, nameof(options.MaxBodyBytes), options.MaxBodyBytes, 1_024, 16_777_216);
        Check(failures, nameof(options.MaxLines), options.MaxLines, 1, 2_000);
        Check(failures, nameof(options.MaxQuantity), options.MaxQuantity, 1, 1_000_000);
        Check(failures, nameof(options.BatchMaxLines), options.BatchMaxLines, 1, 100_000);
        Check(failures, nameof(options.BatchMaxBytes), options.BatchMaxBytes, 1, 1_073_741_824);
        Check(failures, nameof(options.DeadlineSeconds), options.DeadlineSeconds, 1, 60);
        Check(failures, nameof(options.RetryAfterSeconds), options.RetryAfterSeconds, 1, 300);
        Check(failures, nameof(options.MaxBacklog), options.MaxBacklog, 1, 10_000_000);
        if (!(options.ClientShare > 0 && options.ClientShare <= 1))
            failures.Add(Invariant($"Intake:ClientShare is {options.ClientShare}; it must be over 0 and at most 1."));
    }

    private static void CheckRelations(IntakeOptions options, List<string> failures)
    {
        if (!BitOperations.IsPow2(options.RingCapacity))
            failures.Add(Invariant($"Intake:RingCapacity is {options.RingCapacity}; it must be a power of two."));
        if (options.BatchMaxBytes < options.MaxBodyBytes)
            failures.Add(Invariant($"Intake:BatchMaxBytes is {options.BatchMaxBytes}; it must not be below Intake:MaxBodyBytes, which is {options.MaxBodyBytes}."));
        if (options.MaxBacklog < options.RingCapacity)
            failures.Add(Invariant($"Intake:MaxBacklog is {options.MaxBacklog}; it must not be below Intake:RingCapacity, which is {options.RingCapacity}."));
        if (options.ClientShare is > 0 and <= 1 && options.ClientShare * options.RingCapacity < 1)
            failures.Add(Invariant($"Intake:ClientShare is {options.ClientShare}; with Intake:RingCapacity {options.RingCapacity} it lets no request in."));
    }

    private static void Check(List<string> failures, string name, long value, long least, long most)
    {
        if (value < least || value > most)
            failures.Add(Invariant($"Intake:{name} is {value}; it must be from {least} to {most}."));
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
