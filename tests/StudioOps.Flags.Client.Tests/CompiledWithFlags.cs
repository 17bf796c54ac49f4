using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using StudioOps.Flags.Client.Generator;

namespace StudioOps.Flags.Client.Tests;

/// <summary>Code compiled as a project that installed the package would be.</summary>
internal sealed record CompiledWithFlags(string Generated, IReadOnlyList<string> Warnings)
{
    public static async Task<CompiledWithFlags> OfAsync(string body, string? flags)
    {
        var trusted = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        var compilation = CSharpCompilation.Create(
            "customer",
            [CSharpSyntaxTree.ParseText($"using System; using StudioOps.Flags.Client; using StudioOps.Flags.Engine; class Customer {{ void Ask(FlagClient flags, EvaluationContext who) {{ {body} }} }}")],
            trusted.Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        ImmutableArray<AdditionalText> files = flags is null ? [] : [new File(flags)];
        var driver = CSharpGeneratorDriver.Create([new FlagKeyGenerator().AsSourceGenerator()], files).RunGeneratorsAndUpdateCompilation(compilation, out var whole, out var said);
        var found = await whole.WithAnalyzers([new FlagKeyAnalyzer()], new AnalyzerOptions(files)).GetAllDiagnosticsAsync();
        return new(
            string.Concat(driver.GetRunResult().GeneratedTrees.Select(tree => tree.ToString())),
            [.. said.Concat(found).Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning).Select(diagnostic => $"{diagnostic.Id} {diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}").Distinct()]);
    }

    private sealed class File(string text) : AdditionalText
    {
        public override string Path => "/customer/studioops.flags.json";

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }
}
