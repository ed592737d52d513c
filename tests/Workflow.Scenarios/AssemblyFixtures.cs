using Workflow.TestSupport;

[assembly: AssemblyFixture(typeof(PostgresFixture))]
