using System.Buffers;
using System.Text.Json;
using Workflow.Contracts;

namespace Workflow.Orchestrator.Intake;

/// <content>The lines of the order.</content>
internal ref partial struct OrderBodyPass
{
    private const OrderField WholeLine = OrderField.Sku | OrderField.Quantity | OrderField.UnitPrice;
    private const int UsualLines = 64;

    private void ReadLines()
    {
        if (_json.TokenType != JsonTokenType.StartArray)
        {
            _amountsAreKnown = false;
            if (_json.TokenType == JsonTokenType.Null)
                RefuseMissing(OfOrder, OrderField.Lines);
            else
                RefuseType(OfOrder, OrderField.Lines, "an array of order lines");
            return;
        }
        var rented = ArrayPool<OrderLine>.Shared.Rent(UsualLines);
        try
        {
            TakeLines(ref rented);
        }
        finally
        {
            ArrayPool<OrderLine>.Shared.Return(rented, clearArray: true);
        }
    }

    private void TakeLines(ref OrderLine[] rented)
    {
        var count = 0;
        for (; _json.Read() && _json.TokenType != JsonTokenType.EndArray; count++)
        {
            if (count >= _options.MaxLines)
            {
                _json.Skip();
                continue;
            }
            if (count == rented.Length) Grow(ref rented);
            if (ReadLine(count) is { } line) rented[count] = line;
        }
        if (count == 0)
            RefuseLines(FieldErrorCodes.Empty, "An order needs at least one line.");
        else if (count > _options.MaxLines)
            RefuseLines(FieldErrorCodes.TooManyLines, $"An order may have {_options.MaxLines} lines; this one has {count}.");
        else if (!_errors.Any)
            _lines = rented.AsSpan(0, count).ToArray();
    }

    private OrderLine? ReadLine(int index)
    {
        if (_json.TokenType != JsonTokenType.StartObject)
        {
            _amountsAreKnown = false;
            RefuseLineType(index);
            return null;
        }
        var line = default(LineValues);
        while (_json.Read() && _json.TokenType != JsonTokenType.EndObject)
            ReadLineField(index, ref line);
        if (line.Seen != WholeLine) RefuseIncomplete(index, line.Seen);
        if (!line.AmountsAreKnown)
            _amountsAreKnown = false;
        else if (_amountsAreKnown)
            _total += line.Quantity * line.UnitPrice;
        return _errors.Any ? null : new OrderLine(line.Sku!, line.Quantity, line.UnitPrice);
    }

    private void ReadLineField(int index, ref LineValues line)
    {
        Span<byte> scratch = stackalloc byte[OrderFields.MaxNameBytes];
        var name = JsonText.Name(in _json, scratch);
        var field = OrderFields.OfLine(name);
        if (field == OrderField.None)
        {
            RefuseUnknown(index, name);
            return;
        }
        if ((line.Seen & field) != 0)
        {
            RefuseDuplicate(index, field);
            return;
        }
        line.Seen |= field;
        _json.Read();
        if (field == OrderField.Sku)
            line.Sku = ReadText(index, field);
        else if (field == OrderField.Quantity)
            line.HasQuantity = TryReadQuantity(index, out line.Quantity);
        else
            line.HasUnitPrice = TryReadUnitPrice(index, out line.UnitPrice);
    }

    private bool TryReadQuantity(int line, out int quantity)
    {
        quantity = 0;
        if (!IsNumber(line, OrderField.Quantity)) return false;
        if (_json.TryGetInt32(out quantity) && quantity > 0 && quantity <= _options.MaxQuantity) return true;
        if (_json.ValueSpan.ContainsAny("eE."u8))
            Refuse(line, "quantity", FieldErrorCodes.NotAnInteger, "Must be a whole number, written without a fraction or an exponent.");
        else
            Refuse(line, "quantity", FieldErrorCodes.QuantityOutOfRange, $"Must be from 1 to {_options.MaxQuantity}.");
        return false;
    }

    private bool TryReadUnitPrice(int line, out decimal price)
    {
        price = 0;
        if (!IsNumber(line, OrderField.UnitPrice)) return false;
        var fault = MoneyNumber.TryRead(_json.ValueSpan, out price);
        if (fault == MoneyFault.None) return true;
        if (fault == MoneyFault.TooManyDecimals)
            Refuse(line, "unitPrice", FieldErrorCodes.TooManyDecimals, $"May have {MoneyNumber.MaxDecimals} decimals.");
        else
            Refuse(line, "unitPrice", FieldErrorCodes.UnitPriceOutOfRange, $"Must be from 0 to {MoneyNumber.MaxUnitPrice}.");
        return false;
    }

    private static void Grow(ref OrderLine[] rented)
    {
        var larger = ArrayPool<OrderLine>.Shared.Rent(rented.Length * 2);
        rented.CopyTo(larger, 0);
        ArrayPool<OrderLine>.Shared.Return(rented, clearArray: true);
        rented = larger;
    }

    private void RefuseLines(string code, string message)
    {
        _amountsAreKnown = false;
        Refuse(OfOrder, "lines", code, message);
    }

    private void RefuseLineType(int index)
    {
        Refuse(index, "", FieldErrorCodes.WrongType, "Must be an object with sku, quantity and unitPrice.");
        _json.Skip();
    }

    private void RefuseIncomplete(int index, OrderField seen)
    {
        if ((seen & OrderField.Sku) == 0) RefuseMissing(index, OrderField.Sku);
        if ((seen & OrderField.Quantity) == 0) RefuseMissing(index, OrderField.Quantity);
        if ((seen & OrderField.UnitPrice) == 0) RefuseMissing(index, OrderField.UnitPrice);
    }

    private struct LineValues
    {
        public OrderField Seen;
        public string? Sku;
        public int Quantity;
        public decimal UnitPrice;
        public bool HasQuantity;
        public bool HasUnitPrice;

        public readonly bool AmountsAreKnown => HasQuantity && HasUnitPrice;
    }
}
