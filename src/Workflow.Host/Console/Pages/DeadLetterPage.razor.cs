using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Components;
using Workflow.Host.OperatorConsole.Parts;
using Workflow.Messaging.DeadLetters;

namespace Workflow.Host.OperatorConsole.Pages;

/// <summary>One dead letter with its message.</summary>
public sealed partial class DeadLetterPage
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private DeadLetterDetail? _letter;

    /// <summary>The letter.</summary>
    [Parameter]
    public Guid Id { get; set; }

    private DeadLetterLine Line => _letter!.Line;

    private string WhyItDied => Line.Reason switch
    {
        DeadLetterReasons.Unreadable => "The message could not be read.",
        DeadLetterReasons.OutOfAttempts => $"It failed {Words.Count(Line.Attempts, "time", "times")}, and is not tried any more.",
        var reason => Words.Of(reason) + ".",
    };

    /// <inheritdoc />
    protected override async Task LoadAsync()
    {
        _letter = await Looks.ReadAsync($"letter {Id}", token => Letters.FindAsync(Id, token));
        if (_letter is null)
            IsNotThere();
    }

    // Set out in lines where it is JSON; what is no text is shown as base64, which cannot be edited into a message.
    private static string Text(byte[] body)
    {
        if (!Utf8.IsValid(body))
            return Convert.ToBase64String(body);
        try
        {
            using var json = JsonDocument.Parse(body);
            using var text = new MemoryStream();
            using (var writer = new Utf8JsonWriter(text, Indented))
                json.WriteTo(writer);
            return Encoding.UTF8.GetString(text.ToArray());
        }
        catch (JsonException)
        {
            // Not JSON: as it is.
            return Encoding.UTF8.GetString(body);
        }
    }
}
