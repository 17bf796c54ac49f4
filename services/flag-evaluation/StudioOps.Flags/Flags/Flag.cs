using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Engine;

namespace StudioOps.Flags;

/// <summary>A flag's definition as stored. What is said once stays: key, type and salt never change.</summary>
internal sealed class Flag
{
    public required Guid Id { get; init; }

    public required string Key { get; init; }

    public required FlagType Type { get; init; }

    /// <summary>Kept when a rollout is stopped and started again, so everyone stays in their cohort.</summary>
    public required string Salt { get; init; }

    public string Description { get; private set; } = "";

    public string HelpText { get; private set; } = "";

    public string Owner { get; private set; } = "";

    public FlagKind Kind { get; private set; }

    /// <summary>Draft, active or permanent; whether it is archived says <see cref="ArchivedAt"/>.</summary>
    public FlagLifecycle Lifecycle { get; private set; } = FlagLifecycle.Active;

    public string[] Tags { get; private set; } = [];

    /// <summary>Whether changes of it wait for a second person.</summary>
    public bool RequiresApproval { get; private set; }

    public FlagState State { get; private set; }

    /// <summary>What a restore goes back to; null while the flag is not killed.</summary>
    public FlagState? StateBeforeKill { get; private set; }

    public string OnVariant { get; private set; } = "";

    public string OffVariant { get; private set; } = "";

    public string DefaultVariant { get; private set; } = "";

    public string FailSafeVariant { get; private set; } = "";

    /// <summary>JSON: an array of <see cref="VariantBody"/>.</summary>
    public string Variants { get; private set; } = "[]";

    /// <summary>A JSON Schema its values keep to, or null.</summary>
    public string? Schema { get; private set; }

    /// <summary>JSON: an array of <see cref="Prerequisite"/>.</summary>
    public string Prerequisites { get; private set; } = "[]";

    /// <summary>JSON: an array of <see cref="RuleBody"/>.</summary>
    public string Rules { get; private set; } = "[]";

    /// <summary>JSON: a <see cref="RolloutBody"/>, or null.</summary>
    public string? Rollout { get; private set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; private set; }

    public DateTimeOffset? ArchivedAt { get; private set; }

    /// <summary>The installation's revision at which this flag changed last.</summary>
    public long Revision { get; private set; }

    /// <summary>Takes over checked content. A killed flag stays killed; the state said here is the one a restore goes back to.</summary>
    public void Define(FlagContent content, DateTimeOffset now)
    {
        Description = content.Description;
        HelpText = content.HelpText;
        (Owner, Kind, Lifecycle, Tags) = (content.Owner, content.Kind, content.Lifecycle, [.. content.Tags.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
        RequiresApproval = content.RequiresApproval;
        (State, StateBeforeKill) = State == FlagState.Killed ? (FlagState.Killed, content.State) : (content.State, (FlagState?)null);
        (OnVariant, OffVariant, DefaultVariant, FailSafeVariant) =
            (content.OnVariant!, content.OffVariant!, content.DefaultVariant!, content.FailSafeVariant!);
        Variants = FlagJson.Write(content.Variants);
        Schema = content.Schema?.GetRawText();
        Prerequisites = FlagJson.Write(content.Prerequisites);
        Rules = FlagJson.Write(content.Rules);
        Rollout = content.Rollout is null ? null : FlagJson.Write(content.Rollout);
        UpdatedAt = now;
    }

    /// <summary>Kills it; false when it already is.</summary>
    public bool TryKill(DateTimeOffset now)
    {
        if (State == FlagState.Killed)
        {
            return false;
        }

        (StateBeforeKill, State, UpdatedAt) = (State, FlagState.Killed, now);
        return true;
    }

    /// <summary>Undoes a kill; false when there was none.</summary>
    public bool TryRestore(DateTimeOffset now)
    {
        if (State != FlagState.Killed)
        {
            return false;
        }

        (State, StateBeforeKill, UpdatedAt) = (StateBeforeKill ?? FlagState.Off, null, now);
        return true;
    }

    /// <summary>Takes it out of service.</summary>
    public void Archive(DateTimeOffset now) => ArchivedAt = UpdatedAt = now;

    /// <summary>Brings it back, as it was; false when it is not archived.</summary>
    public bool TryUnarchive(DateTimeOffset now)
    {
        if (ArchivedAt is null)
        {
            return false;
        }

        (ArchivedAt, UpdatedAt) = (null, now);
        return true;
    }

    /// <summary>Stamps the change with the revision it was made at.</summary>
    public void At(long revision) => Revision = revision;

    /// <summary>The stored content, as it was said.</summary>
    public FlagContent Content() => new()
    {
        Description = Description,
        HelpText = HelpText,
        Owner = Owner,
        Kind = Kind,
        Lifecycle = Lifecycle,
        Tags = Tags,
        RequiresApproval = RequiresApproval,
        State = State,
        Variants = FlagJson.Read<VariantBody[]>(Variants),
        OnVariant = OnVariant,
        OffVariant = OffVariant,
        DefaultVariant = DefaultVariant,
        FailSafeVariant = FailSafeVariant,
        Schema = Schema is null ? null : FlagJson.Read<JsonElement>(Schema),
        Prerequisites = FlagJson.Read<Prerequisite[]>(Prerequisites),
        Rules = FlagJson.Read<RuleBody[]>(Rules),
        Rollout = Rollout is null ? null : FlagJson.Read<RolloutBody>(Rollout),
    };

    /// <summary>What the audit log compares, in the API's own words.</summary>
    public JsonElement Face() => FlagJson.Element(Content());

    public static void Map(ModelBuilder model) => model.Entity<Flag>(flag =>
    {
        flag.ToTable("flags");
        flag.HasKey(f => f.Id);
        flag.Property(f => f.Id).ValueGeneratedNever();
        flag.HasIndex(f => f.Key).IsUnique();
        flag.Property(f => f.Variants).HasColumnType("jsonb");
        flag.Property(f => f.Rules).HasColumnType("jsonb");
        flag.Property(f => f.Schema).HasColumnType("jsonb");
        flag.Property(f => f.Prerequisites).HasColumnType("jsonb");
        flag.Property(f => f.Rollout).HasColumnType("jsonb");
        flag.Property(f => f.Revision).IsConcurrencyToken();
    });
}
