using Workflow.Host;

return await Verbs.RunAsync(args);
