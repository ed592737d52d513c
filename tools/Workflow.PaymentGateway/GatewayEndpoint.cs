using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Workflow.PaymentGateway.Ledger;

namespace Workflow.PaymentGateway;

/// <summary>The whole HTTP surface as one delegate: no routing, no middleware, no log line for a request.</summary>
internal sealed class GatewayEndpoint(ChargeLedger ledger, long seed, Faults faults, CancellationToken stopping)
{
    private const string ChargesPath = "/charges";
    private const string ReversalSuffix = "/reversal";
    private volatile Faults _faults = faults;

    public Task HandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "/";
        var isPost = HttpMethods.IsPost(context.Request.Method);
        if (path == "/faults")
            return FaultsAsync(context);
        if (_faults.Outage)
            return Refuse(context, 503, "The gateway is out of order.");
        if (_faults.Broken)
            return Refuse(context, 500, "Something went wrong.");
        if (_faults.Hanging)
            return HangAsync(context);
        if (path == ChargesPath && isPost)
            return ChargeAsync(context);
        if (path.StartsWith(ChargesPath + "/", StringComparison.Ordinal))
            return KeyAsync(context, path[(ChargesPath.Length + 1)..], isPost);
        if (path == "/ledger" && HttpMethods.IsGet(context.Request.Method))
            return ListAsync(context);
        return Refuse(context, 404, "There is nothing at this address.");
    }

    private async Task ChargeAsync(HttpContext context)
    {
        var key = context.Request.Headers["Idempotency-Key"].ToString();
        var request = await ReadAsync(context, GatewayJson.Default.ChargeRequest);
        if (Problem(key, request) is { } problem)
        {
            Answer.Refuse(context.Response, 400, problem);
            return;
        }
        var faults = _faults;
        var reply = await ledger.AskAsync(new LedgerCommand(LedgerAction.Charge, key)
        {
            Amount = request!.Amount!.Value,
            Currency = request.Currency,
            DeclineReason = faults.Declines(seed, key) ? "insufficient_funds" : null,
            FailFirst = faults.FailsFirst(seed, key),
        });
        if (reply.IsNew && reply.Account!.Status is ChargeStatus.Captured && await MisbehavesAsync(context, key, faults))
            return;
        AnswerCharge(context.Response, request, reply);
    }

    private static void AnswerCharge(HttpResponse response, ChargeRequest request, LedgerReply reply)
    {
        if (reply.Failed)
            Answer.Refuse(response, 503, "The charge was not made. Try again.");
        else if (reply.Account!.Status is ChargeStatus.Reversed)
            Answer.Charge(response, 409, reply.Account);
        else if (!reply.Account.IsFor(request.Amount!.Value, request.Currency!))
            Answer.Refuse(response, 422, "This key was used with another amount.");
        else
            Answer.Charge(response, reply.Account.Status is ChargeStatus.Declined ? 402 : 200, reply.Account);
    }

    /// <summary>True: the money is taken and the caller gets no answer.</summary>
    private async ValueTask<bool> MisbehavesAsync(HttpContext context, string key, Faults faults)
    {
        if (faults.KeepsSilent(seed, key))
        {
            context.Abort();
            return true;
        }
        if (!faults.AnswersLate(seed, key))
            return false;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, context.RequestAborted);
        var waited = Task.Delay(TimeSpan.FromSeconds(faults.LateSeconds), either.Token);
        await waited.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (waited.IsCanceled)
            context.Abort();
        return waited.IsCanceled;
    }

    private async Task HangAsync(HttpContext context)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, context.RequestAborted);
        await Task.Delay(Timeout.InfiniteTimeSpan, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        context.Abort();
    }

    private async Task KeyAsync(HttpContext context, string rest, bool isPost)
    {
        var isReversal = rest.EndsWith(ReversalSuffix, StringComparison.Ordinal);
        var key = isReversal ? rest[..^ReversalSuffix.Length] : rest;
        if (isReversal != isPost || !(isPost || HttpMethods.IsGet(context.Request.Method)))
            Answer.Refuse(context.Response, 405, "GET asks for a charge, POST makes a reversal.");
        else if (!IsKey(key))
            Answer.Refuse(context.Response, 400, "The key must be 1 to 255 printable characters.");
        else if ((await ledger.AskAsync(new LedgerCommand(isReversal ? LedgerAction.Reverse : LedgerAction.Look, key))).Account is { } account)
            Answer.Charge(context.Response, 200, account);
        else
            Answer.Refuse(context.Response, 404, "There was no charge with this key.");
    }

    private async Task ListAsync(HttpContext context)
    {
        var reply = await ledger.AskAsync(new LedgerCommand(LedgerAction.List, ""));
        await Answer.LedgerAsync(context.Response, reply.All!);
    }

    private async Task FaultsAsync(HttpContext context)
    {
        if (HttpMethods.IsPut(context.Request.Method))
        {
            var change = await ReadAsync(context, GatewayJson.Default.FaultsChange);
            if (change is null || _faults.With(change) is not { } changed)
            {
                Answer.Refuse(context.Response, 400, "Shares go from 0 to 1, lateSeconds from 0 to 3600, outage, broken and hanging are true or false.");
                return;
            }
            _faults = changed;
        }
        Answer.Json(context.Response, 200, _faults, GatewayJson.Default.Faults);
    }

    /// <summary>Null when the body is not what it should be; the caller answers 400.</summary>
    private static async ValueTask<T?> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(context.Request.BodyReader, type, context.RequestAborted);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Problem(string key, ChargeRequest? request) =>
        !IsKey(key) ? "The header Idempotency-Key must be 1 to 255 printable characters."
        : request?.Amount is not > 0 ? "The body needs an amount above 0."
        : request.Currency is not { Length: 3 } currency || !currency.All(char.IsAsciiLetterUpper) ? "The currency must be three capital letters."
        : null;

    private static bool IsKey(string key) => key.Length is > 0 and <= 255 && !key.AsSpan().ContainsAnyExceptInRange(' ', '~');

    private static Task Refuse(HttpContext context, int status, string error)
    {
        Answer.Refuse(context.Response, status, error);
        return Task.CompletedTask;
    }
}
