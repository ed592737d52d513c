namespace Workflow.Orchestrator.Intake;

/// <summary>The codes that clients meet in <c>errors[].code</c>. Published: a code is never renamed.</summary>
internal static class FieldErrorCodes
{
    public const string MalformedJson = "malformed_json";
    public const string WrongType = "wrong_type";
    public const string Missing = "missing";
    public const string Empty = "empty";
    public const string UnknownField = "unknown_field";
    public const string DuplicateField = "duplicate_field";
    public const string TooLong = "too_long";
    public const string ControlCharacter = "control_character";
    public const string InvalidCharacter = "invalid_character";
    public const string InvalidFormat = "invalid_format";
    public const string UnknownValue = "unknown_value";
    public const string TooManyLines = "too_many_lines";
    public const string NotAnInteger = "not_an_integer";
    public const string QuantityOutOfRange = "quantity_out_of_range";
    public const string UnitPriceOutOfRange = "unit_price_out_of_range";
    public const string TooManyDecimals = "too_many_decimals";
    public const string TotalMustBePositive = "total_must_be_positive";
    public const string TotalTooLarge = "total_too_large";
    public const string LineTooLong = "line_too_long";
    public const string BatchTooLarge = "batch_too_large";
    public const string MoreErrors = "more_errors";
}
