using Workflow.Tools;

namespace Workflow.PaymentGateway;

internal sealed record GatewayOptions(string Urls, string LedgerPath, long Seed, Faults Faults)
{
    public const string Help = """
        A stand-in for a payment service provider, to try Workflow without real money.

        usage: dotnet Workflow.PaymentGateway.dll [options]

          --urls URL          where it listens                             (http://127.0.0.1:5081; port 0: any free one)
          --ledger FILE       append-only record of every charge           (.data/gateway/ledger.ndjson)
          --seed N            another seed, other keys misbehave           (1)

        Shares of the keys, 0 to 1, that
          --declined SHARE    are declined for good                        (0.02)
          --unknown SHARE     are captured, but the first call gets no answer  (0.01)
          --failing SHARE     get 503 without effect at the first call     (0)
          --late SHARE        are captured at once, but answered late      (0)
          --lateSeconds N     how late, 0 to 3600 seconds                  (5)

        POST /charges            header Idempotency-Key, {"amount":12.50,"currency":"GBP"}
        GET  /charges/{key}      what became of it
        POST /charges/{key}/reversal   gives the money back and closes the key
        GET  /ledger             every key, NDJSON
        GET, PUT /faults         the shares above, and for every request "outage": true (503), "broken": true (500),
                                 "hanging": true (no answer, no effect)
        """;

    /// <summary>Null with an error text when the command line is wrong.</summary>
    public static GatewayOptions? Parse(IReadOnlyList<string> args, out string? error)
    {
        var line = new CommandLine(args);
        var options = new GatewayOptions(
            line.Text("urls", "http://127.0.0.1:5081"),
            line.Text("ledger", Path.Combine(".data", "gateway", "ledger.ndjson")),
            line.Count("seed", 1, int.MinValue, int.MaxValue),
            new Faults
            {
                Declined = line.Share("declined", 0.02),
                Unknown = line.Share("unknown", 0.01),
                Failing = line.Share("failing", 0),
                Late = line.Share("late", 0),
                LateSeconds = line.Number("lateSeconds", 5, 0, 3600),
            });
        error = line.Error;
        return error is null ? options : null;
    }
}
