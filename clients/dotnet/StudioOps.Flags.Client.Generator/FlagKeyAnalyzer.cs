using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace StudioOps.Flags.Client.Generator;

/// <summary>Holds every key written in the code against the flags that exist.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class FlagKeyAnalyzer : DiagnosticAnalyzer
{
    private const string Attribute = "StudioOps.Flags.Client.FlagKeyAttribute";

    private static readonly DiagnosticDescriptor Unknown = new(
        "SOF001", "There is no such flag", "There is no flag '{0}'", "StudioOps.Flags", DiagnosticSeverity.Warning, isEnabledByDefault: true);

    private static readonly DiagnosticDescriptor Archived = new(
        "SOF002", "The flag is archived", "The flag '{0}' is archived: nothing answers it any more", "StudioOps.Flags", DiagnosticSeverity.Warning, isEnabledByDefault: true);

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Unknown, Archived);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            var attribute = start.Compilation.GetTypeByMetadataName(Attribute);
            var flags = Known(start.Options.AdditionalFiles, start.CancellationToken);
            if (attribute is null || flags.Count == 0)
            {
                return;
            }

            start.RegisterOperationAction(
                operation =>
                {
                    var argument = (IArgumentOperation)operation.Operation;
                    if (argument.Parameter is { } parameter && argument.Value.ConstantValue is { HasValue: true, Value: string key }
                        && argument.ArgumentKind == ArgumentKind.Explicit && IsKey(parameter, attribute))
                    {
                        if (!flags.TryGetValue(key, out var flag))
                        {
                            operation.ReportDiagnostic(Diagnostic.Create(Unknown, argument.Syntax.GetLocation(), key));
                        }
                        else if (flag.Archived)
                        {
                            operation.ReportDiagnostic(Diagnostic.Create(Archived, argument.Syntax.GetLocation(), key));
                        }
                    }
                },
                OperationKind.Argument);
        });
    }

    /// <summary>The parameter itself says so, or it is the parameter of a record whose property does.</summary>
    private static bool IsKey(IParameterSymbol parameter, INamedTypeSymbol attribute) =>
        Says(parameter, attribute)
        || (parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor } constructor
            && constructor.ContainingType.GetMembers(parameter.Name).OfType<IPropertySymbol>().Any(property => Says(property, attribute)));

    private static bool Says(ISymbol symbol, INamedTypeSymbol attribute) =>
        symbol.GetAttributes().Any(given => SymbolEqualityComparer.Default.Equals(given.AttributeClass, attribute));

    private static Dictionary<string, KnownFlag> Known(ImmutableArray<AdditionalText> files, CancellationToken ct)
    {
        var flags = new Dictionary<string, KnownFlag>(StringComparer.Ordinal);
        foreach (var file in files.Where(file => file.Path.EndsWith(FlagKeyGenerator.Files, StringComparison.OrdinalIgnoreCase)))
        {
            try
            {
                foreach (var flag in KnownFlag.Read(file.GetText(ct)?.ToString() ?? ""))
                {
                    flags[flag.Key] = flag;
                }
            }
            catch (FormatException)
            {
                // The generator says so.
            }
        }

        return flags;
    }
}
