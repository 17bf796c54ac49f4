using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Data;
using StudioOps.Flags.Engine;
using StudioOps.Flags.Import.Files;

namespace StudioOps.Flags.Files;

/// <summary>Stored definitions as a file has them.</summary>
internal static class StoredDefinitions
{
    public const string FlagKind = "flag";
    public const string SegmentKind = "segment";

    /// <summary>Everything in service, drafts among it. A kill is this installation's own business: the file has the state behind it.</summary>
    public static async Task<DefinitionFile> DefinitionsAsync(this FlagDbContext db, CancellationToken ct)
    {
        var flags = await db.Flags.AsNoTracking().Where(flag => flag.ArchivedAt == null).ToListAsync(ct);
        var segments = await db.Segments.AsNoTracking().Where(segment => segment.ArchivedAt == null).ToListAsync(ct);
        var members = (await db.SegmentMembers.AsNoTracking().ToListAsync(ct)).ToLookup(member => member.SegmentId);
        return DefinitionFile.Of(
            flags.Select(flag => flag.ToDefinition() with { State = flag.StateBeforeKill ?? flag.State }),
            segments.Select(segment => segment.ToSegment(members[segment.Id])),
            flags.Select(Of).Concat(segments.Select(segment => new About(SegmentKind, segment.Key) { Description = segment.Description })));
    }

    /// <summary>What a file says of a flag, on top of what is known here, as the API's content.</summary>
    public static FlagContent Content(DefinitionFile file, FlagDefinition definition, FlagContent known, string salt) =>
        Told(known, file.Of(FlagKind, definition.Key)).With(definition, salt);

    /// <summary>The content with what people know of it; what they do not say stays.</summary>
    public static FlagContent Told(FlagContent known, About? about) => about is null ? known : known with
    {
        Description = about.Description ?? known.Description,
        HelpText = about.HelpText ?? known.HelpText,
        Owner = about.Owner ?? known.Owner,
        Kind = Word(about.Purpose, known.Kind),
        Lifecycle = Word(about.Lifecycle, known.Lifecycle),
        Tags = about.Tags ?? known.Tags,
    };

    private static About Of(Flag flag) => new(FlagKind, flag.Key)
    {
        Description = flag.Description,
        HelpText = flag.HelpText,
        Owner = flag.Owner,
        Purpose = flag.Kind.Word(),
        Lifecycle = flag.Lifecycle.Word(),
        Tags = flag.Tags,
        Salt = flag.Salt,
    };

    private static T Word<T>(string? word, T otherwise)
        where T : struct, Enum => Enum.GetValues<T>().Where(value => value.Word() == word).Append(otherwise).First();
}
