using System.Xml.Linq;

namespace Workflow.Tests.House;

/// <summary>The files of the working copy that the tests were built from.</summary>
internal static class Repository
{
    internal static string Root { get; } = FindRoot();

    /// <summary>Source files under the folders, with their paths from the root; generated ones left out.</summary>
    internal static IEnumerable<SourceFile> SourceFiles(params string[] folders) =>
        folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !path.Contains("/obj/") && !path.Contains("/bin/"))
            .Order(StringComparer.Ordinal)
            .Select(path => new SourceFile(path, File.ReadAllText(Path.Combine(Root, path))));

    /// <summary>The text of a file, by its path from the root.</summary>
    internal static string Text(string path) => File.ReadAllText(Path.Combine(Root, path));

    internal static XDocument Project(string path) => XDocument.Load(Path.Combine(Root, path));

    /// <summary>Names of the projects that a project refers to.</summary>
    internal static IEnumerable<string> ReferencesOf(string project) =>
        Project($"src/{project}/{project}.csproj").Descendants("ProjectReference")
            .Select(reference => reference.Attribute("Include")!.Value.Replace('\\', '/'))
            .Select(path => Path.GetFileNameWithoutExtension(path));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Workflow.sln"))) folder = folder.Parent;
        return folder?.FullName
            ?? throw new InvalidOperationException($"No Workflow.sln in any folder above {AppContext.BaseDirectory}.");
    }
}

internal sealed record SourceFile(string Path, string Text)
{
    internal int Lines { get; } = Text.AsSpan().Count('\n');
}
