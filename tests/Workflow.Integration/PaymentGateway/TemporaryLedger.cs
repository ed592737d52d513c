namespace Workflow.Integration.PaymentGateway;

internal sealed class TemporaryLedger : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("workflow-ledger-");

    public string Path => System.IO.Path.Combine(_directory.FullName, "ledger.ndjson");

    public void Dispose() => _directory.Delete(recursive: true);
}
