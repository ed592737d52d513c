using Workflow.Browser.Cast;
using Workflow.TestSupport;

[assembly: AssemblyFixture(typeof(PostgresFixture))]
[assembly: AssemblyFixture(typeof(Chromium))]
[assembly: AssemblyFixture(typeof(Axe))]
// One browser and one shop at a time: what is waited for is also a matter of the machine.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
