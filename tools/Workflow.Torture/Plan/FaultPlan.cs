using Workflow.Demo.Input;

namespace Workflow.Torture.Plan;

/// <summary>
/// What will go wrong, and when. It depends on the options alone: the same seed makes the same plan. Every wanted fault
/// comes before any comes again.
/// </summary>
internal static class FaultPlan
{
    private const double FirstAt = 5;
    private const double LastBefore = 5;
    private const double LeastApart = 2;
    private const double MostApart = 8;


    public static IReadOnlyList<PlannedFault> Create(TortureOptions options)
    {
        var random = new SeededRandom(options.Seed, stream: 1);
        var plan = new List<PlannedFault>();
        foreach (var kind in options.Faults.Where(kind => kind.IsWholeRun))
            plan.Add(new PlannedFault(0, kind, 1 + random.Below(options.Hosts), (int)options.Length.TotalSeconds, 0));

        var timed = options.Faults.Where(kind => !kind.IsWholeRun).ToList();
        if (timed.Count > 0)
            AddTimed(plan, timed, options, ref random);
        return plan;
    }

    private static void AddTimed(List<PlannedFault> plan, List<FaultKind> kinds, TortureOptions options, ref SeededRandom random)
    {
        var end = options.Length.TotalSeconds - LastBefore;
        var apart = Math.Clamp((end - FirstAt) / kinds.Count, LeastApart, MostApart);
        var freeAt = new Dictionary<(TargetKind, int), double>();
        var deck = new List<FaultKind>();
        for (var at = FirstAt; at < end; at += apart * (0.5 + (random.Below(1000) / 1000.0)))
        {
            if (deck.Count == 0)
                deck = Shuffled(kinds, ref random);
            if (Draw(deck, at, freeAt, options, ref random) is { } fault)
                plan.Add(fault);
        }
    }

    /// <summary>The first of the deck whose target is free; null when all are busy.</summary>
    private static PlannedFault? Draw(
        List<FaultKind> deck, double at, Dictionary<(TargetKind, int), double> freeAt, TortureOptions options, ref SeededRandom random)
    {
        for (var i = 0; i < deck.Count; i++)
        {
            var kind = deck[i];
            var target = 1 + random.Below(CountOf(kind.Target, options));
            var key = (kind.Target is TargetKind.BrokerCluster ? TargetKind.Broker : kind.Target, target);
            if (freeAt.GetValueOrDefault(key) > at)
                continue;
            deck.RemoveAt(i);
            var longest = Math.Max(kind.From, Math.Min(kind.To, (int)(options.Length.TotalSeconds / 6)));
            var seconds = Math.Min(kind.From + random.Below(longest - kind.From + 1), (int)(options.Length.TotalSeconds / 3));
            freeAt[key] = at + seconds + RestOf(kind.Target);
            return new PlannedFault(Math.Round(at, 1), kind, target, Math.Max(seconds, 1), random.Below(1_000_000));
        }
        return null;
    }

    // After its end a target is left alone, to be there again before the next blow: a broker needs long to start.
    private static double RestOf(TargetKind target) => target switch
    {
        TargetKind.Broker or TargetKind.BrokerCluster => 10,
        TargetKind.Database or TargetKind.Host or TargetKind.Kafka => 3,
        _ => 1,
    };

    private static int CountOf(TargetKind target, TortureOptions options) => target switch
    {
        TargetKind.Host => options.Hosts,
        TargetKind.Broker or TargetKind.BrokerCluster => options.BrokerNodes,
        _ => 1,
    };

    private static List<FaultKind> Shuffled(List<FaultKind> kinds, ref SeededRandom random)
    {
        var deck = new List<FaultKind>(kinds);
        for (var i = deck.Count - 1; i > 0; i--)
        {
            var other = random.Below(i + 1);
            (deck[i], deck[other]) = (deck[other], deck[i]);
        }
        return deck;
    }
}
