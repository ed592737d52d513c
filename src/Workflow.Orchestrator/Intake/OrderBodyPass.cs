using System.Buffers;
using System.Text;
using System.Text.Json;
using Workflow.Contracts;

namespace Workflow.Orchestrator.Intake;

/// <summary>
/// One pass over one body: the fields of the order. It goes on after an error, so that a client learns all of them at
/// once; only broken JSON ends it early, by the reader's exception.
/// </summary>
internal ref partial struct OrderBodyPass
{
    public const string DefaultCurrency = "EUR";

    private const int OfOrder = -1;
    private const decimal MaxTotal = 10_000_000_000_000m;

    private readonly IntakeOptions _options;
    private readonly TextCache _texts;
    private readonly bool _inBatch;
    private Utf8JsonReader _json;
    private OrderField _seen;
    private FieldErrors _errors;

    private string? _reference;
    private string? _customerId;
    private string? _country;
    private string? _currency;
    private string? _businessType;
    private string? _idempotencyKey;
    private DateTimeOffset? _placedAt;
    private OrderLine[]? _lines;
    private decimal _total;
    private bool _amountsAreKnown;

    public OrderBodyPass(ReadOnlySpan<byte> body, IntakeOptions options, TextCache texts, bool inBatch)
    {
        _json = new Utf8JsonReader(body);
        _options = options;
        _texts = texts;
        _inBatch = inBatch;
        _amountsAreKnown = true;
    }

    /// <summary>What was wrong so far; complete when <see cref="Run"/> has returned.</summary>
    public readonly IReadOnlyList<FieldError> Errors => _errors.ToList();

    /// <summary>Reads the body; null when anything is wrong with it.</summary>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    public OrderRequest? Run()
    {
        _json.Read();
        if (_json.TokenType == JsonTokenType.StartObject)
        {
            while (_json.Read() && _json.TokenType != JsonTokenType.EndObject)
                ReadField();
            CheckWhole();
        }
        else
        {
            Refuse(OfOrder, "body", FieldErrorCodes.WrongType, "The body must be a JSON object: one order.");
            _json.Skip();
        }
        // Anything behind the value makes this throw.
        _json.Read();
        return _errors.Any ? null : Order();
    }

    private void ReadField()
    {
        Span<byte> scratch = stackalloc byte[OrderFields.MaxNameBytes];
        var name = JsonText.Name(in _json, scratch);
        var field = OrderFields.OfOrder(name);
        if (field == OrderField.None || (field == OrderField.IdempotencyKey && !_inBatch))
            RefuseUnknown(OfOrder, name);
        else if ((_seen & field) != 0)
            RefuseDuplicate(OfOrder, field);
        else
            ReadValue(field);
    }

    private void ReadValue(OrderField field)
    {
        _seen |= field;
        _json.Read();
        switch (field)
        {
            case OrderField.Reference: _reference = ReadText(OfOrder, field); break;
            case OrderField.CustomerId: _customerId = ReadText(OfOrder, field); break;
            case OrderField.Country: _country = ReadText(OfOrder, field); break;
            case OrderField.Currency: ReadCurrency(); break;
            case OrderField.BusinessType: ReadBusinessType(); break;
            case OrderField.PlacedAt: ReadPlacedAt(); break;
            case OrderField.IdempotencyKey: ReadIdempotencyKey(); break;
            default: ReadLines(); break;
        }
    }

    private void ReadCurrency()
    {
        _currency = ReadText(OfOrder, OrderField.Currency);
        if (_currency is null || (_currency.Length == 3 && !_currency.AsSpan().ContainsAnyExceptInRange('A', 'Z'))) return;
        Refuse(OfOrder, "currency", FieldErrorCodes.InvalidFormat, "Must be a currency code: three upper-case letters, such as EUR.");
    }

    private void ReadBusinessType()
    {
        _businessType = ReadText(OfOrder, OrderField.BusinessType);
        if (_businessType is null || BusinessTypes.IsKnown(_businessType)) return;
        Refuse(OfOrder, "businessType", FieldErrorCodes.UnknownValue, $"Must be one of {string.Join(", ", BusinessTypes.All)}.");
    }

    private void ReadPlacedAt()
    {
        var text = ReadText(OfOrder, OrderField.PlacedAt);
        if (text is null) return;
        Span<byte> ascii = stackalloc byte[JsonText.MaxCharacters];
        if (Ascii.FromUtf16(text, ascii, out var length) == OperationStatus.Done
            && Rfc3339.TryRead(ascii[..length], out var placedAt))
            _placedAt = placedAt;
        else
            Refuse(OfOrder, "placedAt", FieldErrorCodes.InvalidFormat, "Must be a date and time with an offset (RFC 3339), such as 2010-12-01T08:26:00Z.");
    }

    private void ReadIdempotencyKey()
    {
        const string Name = "idempotencyKey";
        if (!IsString(OfOrder, OrderField.IdempotencyKey)) return;
        Span<char> scratch = stackalloc char[IdempotencyKey.MaxLength * JsonText.BytesOfAsciiEscape];
        var error = JsonText.TryCopy(in _json, scratch, out var length)
            ? IdempotencyKey.Check(scratch[..length], Name)
            : IdempotencyKey.BadCharacters(Name);
        if (error is null)
            _idempotencyKey = scratch[..length].ToString();
        else
            Refuse(OfOrder, Name, error.Code, error.Message);
    }

    private void CheckWhole()
    {
        if ((_seen & OrderField.Lines) == 0)
            RefuseMissing(OfOrder, OrderField.Lines);
        else if (_amountsAreKnown && _total <= 0)
            Refuse(OfOrder, "lines", FieldErrorCodes.TotalMustBePositive, "The total of the order is 0; it must be more.");
        else if (_amountsAreKnown && _total > MaxTotal)
            Refuse(OfOrder, "lines", FieldErrorCodes.TotalTooLarge, $"The total of the order is over {MaxTotal}.");
    }

    private readonly OrderRequest Order() => new()
    {
        Reference = _reference,
        CustomerId = _customerId,
        Country = _country,
        Currency = _currency ?? DefaultCurrency,
        BusinessType = _businessType ?? BusinessTypes.Normal,
        PlacedAt = _placedAt,
        Lines = _lines!,
        Total = _total,
        IdempotencyKey = _idempotencyKey,
    };
}
