using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using StudioOps.Flags.Data;
using StudioOps.Flags.Engine;
using StudioOps.Flags.Import.Files;
using StudioOps.Flags.Import.Flagd;
using StudioOps.Flags.Import.Unleash;
using StudioOps.Flags.Import;
using StudioOps.ServiceDefaults;

namespace StudioOps.Flags.Files;

/// <summary>Where a file comes from.</summary>
public enum ImportFormat
{
    /// <summary>What an Unleash server sends its SDKs: features and segments.</summary>
    Unleash,

    /// <summary>flagd's definitions.</summary>
    Flagd,
}

/// <summary>Another system's file.</summary>
public sealed record ImportFlagsRequest
{
    public required ImportFormat Format { get; init; }

    /// <summary>The file's JSON.</summary>
    public required JsonElement Source { get; init; }

    /// <summary>What the other system answers today, to be compared with what the imported flags will.</summary>
    [NoNulls, MaxLength(10_000)]
    public IReadOnlyList<KnownDecision> Decisions { get; init; } = [];
}

/// <summary>An answer of the other system.</summary>
/// <param name="Flag">The flag, as it is called there.</param>
/// <param name="Context">Who asked, in the other system's words.</param>
/// <param name="Value">What it answered.</param>
public sealed record KnownDecision([property: Required, StringLength(200)] string Flag, JsonElement Context, JsonElement Value);

/// <summary>A decision that would be another.</summary>
/// <param name="Decision">Its place in what was sent.</param>
/// <param name="Flag">The flag.</param>
/// <param name="Theirs">What the other system answers.</param>
/// <param name="Ours">What the imported flag would; null when it cannot be decided.</param>
public sealed record DifferentDecision(int Decision, string Flag, JsonElement Theirs, JsonElement? Ours);

/// <summary>What an import would bring. Nothing is stored: plan and apply the file.</summary>
/// <param name="File">The imported definitions, as a file of ours.</param>
/// <param name="Report">What became of each flag: takenOver, approximated or refused, and why.</param>
/// <param name="Compared">How many decisions were compared.</param>
/// <param name="Different">Those that would be others; none is what one hopes for.</param>
/// <param name="Plan">What applying the file would do, keeping what is there.</param>
public sealed record ImportedResource(
    JsonElement File, IReadOnlyList<ImportNote> Report, int Compared, IReadOnlyList<DifferentDecision> Different, FlagPlanResource Plan);

/// <summary>Turns another system's file into one of ours, and says how well that went.</summary>
internal static class ImportFlags
{
    public static async Task<Results<Ok<ImportedResource>, ProblemHttpResult>> Handle(ImportFlagsRequest request, FlagDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var (member, kind) = request.Format == ImportFormat.Unleash ? ("features", JsonValueKind.Array) : ("flags", JsonValueKind.Object);
        if (request.Source.ValueKind != JsonValueKind.Object || !request.Source.TryGetProperty(member, out var flags) || flags.ValueKind != kind)
        {
            return FlagRefusals.Invalid(
                [new Fault("source", request.Format == ImportFormat.Unleash ? "An Unleash file has features, an array." : "A flagd file has flags, an object by key.")], "flag-file.invalid");
        }

        var imported = request.Format == ImportFormat.Unleash ? UnleashImport.Read(request.Source) : FlagdImport.Read(request.Source);
        var file = DefinitionFile.Of(imported.Definitions, imported.Segments);
        var set = imported.Compile();
        var snapshot = FlagSnapshot.Create(set, new TenantFacts(Guid.Empty.ToString(), "", "", null, false), [], 0);
        var different = request.Decisions.Select((decision, i) => Compare(request.Format, snapshot, decision, i, clock.GetUtcNow())).OfType<DifferentDecision>().ToArray();
        var plan = await FilePlan.OfAsync(db, file, remove: false, ct);
        return TypedResults.Ok(new ImportedResource(
            FlagJson.Read<JsonElement>(file.Write()), imported.Report, request.Decisions.Count, different, FlagPlanResource.Of(plan)));
    }

    private static DifferentDecision? Compare(ImportFormat format, FlagSnapshot snapshot, KnownDecision decision, int i, DateTimeOffset now)
    {
        var context = format == ImportFormat.Unleash ? UnleashContext.Read(decision.Context, ref now) : FlagdContext.Read(decision.Context);
        var answer = snapshot.Evaluate(decision.Flag, context, now);
        var ours = answer.Error == ErrorCode.None && answer.Variant is not null ? FlagJson.Element(answer.Value) : (JsonElement?)null;
        return ours is { } value && JsonElement.DeepEquals(value, decision.Value) ? null : new(i, decision.Flag, decision.Value, ours);
    }
}
