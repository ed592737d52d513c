namespace Workflow.Host.Admin.Looks;

/// <summary>
/// How long what was read for all who look is kept: what takes long on a full database, for so long that reading it takes about a
/// hundredth of the time. Operators must not slow down the orders that they look at.
/// </summary>
internal static class LookRest
{
    private const int Rest = 100;
    private static readonly TimeSpan Cheap = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(15);

    internal static TimeSpan After(TimeSpan took, TimeSpan least)
    {
        var rest = (took - Cheap) * Rest;
        return rest < least ? least : rest > Most ? Most : rest;
    }
}
