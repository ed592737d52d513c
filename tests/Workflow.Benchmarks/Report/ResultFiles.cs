namespace Workflow.Benchmarks.Report;

/// <summary>Where results are kept: the last of each bench, under names that stay.</summary>
internal static class ResultFiles
{
    /// <summary>The files that were written.</summary>
    public static List<string> Write(string directory, BenchReport report, Machine machine)
    {
        Directory.CreateDirectory(directory);
        var files = new List<string> { Path.Combine(directory, $"{report.Bench}.json") };
        File.WriteAllText(files[0], report.ToJson(machine) + "\n");
        foreach (var picture in report.Pictures)
        {
            files.Add(Path.Combine(directory, $"{report.Bench}-{picture.Name}.svg"));
            File.WriteAllText(files[^1], Svg.Draw(picture, machine.ToString()));
        }
        return files;
    }
}
