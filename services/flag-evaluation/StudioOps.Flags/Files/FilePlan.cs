using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Data;
using StudioOps.Flags.Engine;
using StudioOps.Flags.Import.Files;
using StudioOps.Flags.Segments;
using StudioOps.ServiceDefaults;

namespace StudioOps.Flags.Files;

/// <summary>The way from what is stored to what a file says, and what is in it.</summary>
/// <param name="Current">What is stored.</param>
/// <param name="Wanted">What there would be afterwards.</param>
/// <param name="Changes">Member by member.</param>
/// <param name="Faults">What keeps it from being applied, by definition.</param>
internal sealed partial record FilePlan(DefinitionFile Current, DefinitionFile Wanted, IReadOnlyList<PlannedChange> Changes, IReadOnlyList<FileFault> Faults)
{
    /// <summary>Of what is stored and of what would be: whoever applies the plan they saw applies exactly that.</summary>
    public string Fingerprint { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Current.Write() + Wanted.Write())));

    public static async Task<FilePlan> OfAsync(FlagDbContext db, DefinitionFile file, bool remove, CancellationToken ct)
    {
        var current = await db.DefinitionsAsync(ct);
        var wanted = Plan.Apply(current, file, remove);
        var changes = Plan.Between(current, wanted).Changes;
        var types = await db.Flags.AsNoTracking().Select(flag => new { flag.Key, flag.Type }).ToDictionaryAsync(flag => flag.Key, flag => flag.Type, StringComparer.Ordinal, ct);
        var attributes = await db.Segments.AsNoTracking().ToDictionaryAsync(segment => segment.Key, segment => segment.Attribute, StringComparer.Ordinal, ct);
        return new FilePlan(current, wanted, changes, [.. FlagFaults(current, wanted, changes, types), .. SegmentFaults(wanted, changes, attributes)]);
    }

    /// <summary>Reads a file that was sent; null with a refusal when it is none.</summary>
    public static DefinitionFile? Read(JsonElement file, out ProblemHttpResult? refusal)
    {
        try
        {
            refusal = null;
            return DefinitionFile.Read(file.GetRawText());
        }
        catch (FormatException malformed)
        {
            refusal = Problems.Unprocessable("flag-file.invalid", malformed.Message);
            return null;
        }
    }

    private static HashSet<string> Touched(IReadOnlyList<PlannedChange> changes, string kind) =>
        [.. changes.Where(change => change.Action != PlannedAction.Remove && change.Kind == kind).Select(change => change.Key)];

    private static IEnumerable<FileFault> FlagFaults(DefinitionFile current, DefinitionFile wanted, IReadOnlyList<PlannedChange> changes, Dictionary<string, FlagType> types)
    {
        var touched = Touched(changes, StoredDefinitions.FlagKind);
        var keys = wanted.Flags.Select(flag => flag.Key).ToHashSet(StringComparer.Ordinal);
        var segments = wanted.Segments.Select(segment => segment.Key).ToArray();
        foreach (var flag in wanted.Flags)
        {
            // A flag the file does not touch may lose what it stands on.
            foreach (var (missing, i) in flag.Prerequisites.Select((prerequisite, i) => (prerequisite.FlagKey, i)).Where(at => !keys.Contains(at.FlagKey)))
            {
                yield return new("flag", flag.Key, $"/prerequisites/{i}/flagKey", $"There would be no flag {missing}.");
            }

            if (!touched.Contains(flag.Key))
            {
                continue;
            }

            if (!Key().IsMatch(flag.Key))
            {
                yield return new("flag", flag.Key, "/key", "A key that moves in has 1 to 100 letters, digits, dots, dashes and underscores, and begins with a letter or digit.");
            }

            if (types.TryGetValue(flag.Key, out var type) && type != flag.Type)
            {
                yield return new("flag", flag.Key, "/type", $"It is, or was, a {type.Word()} here, and a flag's type stays.");
            }

            foreach (var fault in FlagCheck.Faults(StoredDefinitions.Content(wanted, flag, StoredDefinitions.Told(new FlagContent(), current.Of(StoredDefinitions.FlagKind, flag.Key)), ""), flag.Key, flag.Type, "salt", segments))
            {
                yield return new("flag", flag.Key, fault.Pointer, fault.Message);
            }
        }

        // Cycles, and segments flags ask for that would go: only the whole shows them.
        foreach (var (key, problems) in wanted.Problems())
        {
            foreach (var problem in problems.Where(problem => problem.Field == "prerequisites" || !touched.Contains(key)))
            {
                yield return new("flag", key, new Fault(problem.Field, problem.Message).Pointer, problem.Message);
            }
        }
    }

    private static IEnumerable<FileFault> SegmentFaults(DefinitionFile wanted, IReadOnlyList<PlannedChange> changes, Dictionary<string, string> attributes)
    {
        var touched = Touched(changes, StoredDefinitions.SegmentKind);
        foreach (var segment in wanted.Segments.Where(segment => touched.Contains(segment.Key)))
        {
            Fault[] faults =
            [
                .. SegmentContent.Faults(segment.Key, segment.Attribute, segment.Conditions), .. MemberNames.Faults("members", [.. segment.Members]), .. MemberNames.Faults("excluded", [.. segment.Excluded]),
                .. Key().IsMatch(segment.Key) ? Array.Empty<Fault>() : [new Fault("key", "A key has 1 to 100 letters, digits, dots, dashes and underscores.")],
                .. attributes.TryGetValue(segment.Key, out var attribute) && attribute != segment.Attribute ? [new Fault("attribute", $"Its members are, or were, {attribute}s here, and that stays.")] : Array.Empty<Fault>(),
                .. segment.Members.Count > MemberNames.Most || segment.Excluded.Count > MemberNames.Most ? [new Fault("members", $"A segment names at most {MemberNames.Most}.")] : Array.Empty<Fault>(),
            ];
            foreach (var fault in faults)
            {
                yield return new("segment", segment.Key, fault.Pointer, fault.Message);
            }
        }
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}\\z")]
    private static partial Regex Key();
}

/// <summary>What keeps a definition of a file from being applied.</summary>
/// <param name="Kind">flag or segment.</param>
/// <param name="Key">Which.</param>
/// <param name="Pointer">JSON pointer into the definition.</param>
/// <param name="Detail">What is wrong, for the person who wrote it.</param>
public sealed record FileFault(string Kind, string Key, string Pointer, string Detail);
