using System.Text.Json;

namespace Workflow.Orchestrator.Intake;

/// <content>Values of one kind, and the wording of refusals.</content>
internal ref partial struct OrderBodyPass
{
    /// <summary>The text of a field; null when it is null and may be, or when it was refused.</summary>
    private string? ReadText(int line, OrderField field)
    {
        if (!IsString(line, field)) return null;
        var fault = JsonText.Read(in _json, (OrderFields.Recurring & field) != 0 ? _texts : null, out var text);
        if (fault == TextFault.None) return text;
        RefuseText(line, field, fault);
        return null;
    }

    /// <summary>Whether a string stands here. Null is the same as leaving the field out.</summary>
    private bool IsString(int line, OrderField field)
    {
        if (_json.TokenType == JsonTokenType.String) return true;
        if (_json.TokenType != JsonTokenType.Null)
            RefuseType(line, field, "a string");
        else if (field == OrderField.Sku)
            RefuseMissing(line, field);
        return false;
    }

    private bool IsNumber(int line, OrderField field)
    {
        if (_json.TokenType == JsonTokenType.Number) return true;
        if (_json.TokenType == JsonTokenType.Null)
            RefuseMissing(line, field);
        else
            RefuseType(line, field, "a number");
        return false;
    }

    private void RefuseText(int line, OrderField field, TextFault fault)
    {
        var (code, message) = fault switch
        {
            TextFault.Empty when field == OrderField.Sku => (FieldErrorCodes.Empty, "Must not be empty."),
            TextFault.Empty => (FieldErrorCodes.Empty, "Must not be empty; leave the field out instead."),
            TextFault.TooLong => (FieldErrorCodes.TooLong, $"May have {JsonText.MaxCharacters} characters."),
            TextFault.ControlCharacter => (FieldErrorCodes.ControlCharacter, "Must not contain control characters."),
            _ => (FieldErrorCodes.InvalidCharacter, "Contains half of a surrogate pair, which is not a character."),
        };
        Refuse(line, OrderFields.NameOf(field), code, message);
    }

    private void RefuseUnknown(int line, scoped ReadOnlySpan<byte> name)
    {
        if (_errors.IsFull)
        {
            _errors.AddUnlisted();
        }
        else
        {
            var shown = JsonText.Shown(name);
            Refuse(line, shown, FieldErrorCodes.UnknownField, OrderFields.UnknownMessage(shown, line));
        }
        _json.Skip();
    }

    private void RefuseDuplicate(int line, OrderField field)
    {
        Refuse(line, OrderFields.NameOf(field), FieldErrorCodes.DuplicateField, "Stands here more than once; which one counts is not clear.");
        _json.Skip();
    }

    private void RefuseMissing(int line, OrderField field) =>
        Refuse(line, OrderFields.NameOf(field), FieldErrorCodes.Missing, "Is required.");

    private void RefuseType(int line, OrderField field, string expected)
    {
        Refuse(line, OrderFields.NameOf(field), FieldErrorCodes.WrongType, $"Must be {expected}.");
        _json.Skip();
    }

    private void Refuse(int line, string field, string code, string message) => _errors.Add(line, field, code, message);
}
