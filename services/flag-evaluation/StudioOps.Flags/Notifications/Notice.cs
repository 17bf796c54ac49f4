using System.Text;
using StudioOps.Flags.Changes;

namespace StudioOps.Flags.Notifications;

/// <summary>What followers are told of a change-set: one message, however many rows it has.</summary>
/// <param name="Type">Always <c>flags.changed</c>.</param>
/// <param name="Timestamp">When the change-set was begun, in UTC.</param>
/// <param name="Data">What changed.</param>
public sealed record Notice(string Type, DateTimeOffset Timestamp, NoticeData Data)
{
    private const int Shown = 20;

    internal static Notice Of(ChangeSet set, IReadOnlyCollection<Changed> items) => new("flags.changed", set.At, new NoticeData(
        set.Id, set.Kind, set.State, set.Reason, set.By().Name, set.Undoes,
        [.. items.Select(item => item.FlagKey).OfType<string>().Distinct().Order(StringComparer.Ordinal).Take(Shown)],
        items.OfType<TenantChangeItem>().Select(item => item.TenantId).Distinct().Count(), items.Count,
        [.. items.OrderBy(item => item.Step).Take(Shown).Select(ChangeItemResource.Of)]));

    /// <summary>For people.</summary>
    internal string Subject() => $"Flags: {(Data.Flags is [var only] ? only : $"{Data.Flags.Count} flags")} changed by {Data.By}".ReplaceLineEndings(" ");

    internal string Text()
    {
        var text = new StringBuilder()
            .AppendLine($"{Data.By}: {(Data.Reason.Length == 0 ? "no reason given" : Data.Reason)}")
            .AppendLine($"{Data.Rows} rows of {Data.Tenants} tenants, change-set {Data.ChangeSet} ({Data.Kind}, {Data.State}), {Timestamp:u}").AppendLine();
        foreach (var item in Data.Items)
        {
            text.AppendLine($"{item.Type} {item.Flag} {item.TenantId}".TrimEnd()).AppendLine($"  - {item.Before?.ToString() ?? "nothing"}").AppendLine($"  + {item.After?.ToString() ?? "nothing"}");
        }

        return text.ToString();
    }
}

/// <summary>What changed.</summary>
/// <param name="ChangeSet">Where all of it can be read.</param>
/// <param name="Kind"><c>change</c>, <c>bulk</c> or <c>undo</c>.</param>
/// <param name="State"><c>applied</c>, or <c>stopped</c> before its end.</param>
/// <param name="Reason">Why.</param>
/// <param name="By">Who.</param>
/// <param name="Undoes">The change-set it takes back, or null.</param>
/// <param name="Flags">The flags it is about, at most twenty.</param>
/// <param name="Tenants">How many tenants have rows in it.</param>
/// <param name="Rows">How many rows it changed.</param>
/// <param name="Items">Rows before and after, at most twenty.</param>
public sealed record NoticeData(
    Guid ChangeSet, string Kind, string State, string Reason, string By, Guid? Undoes, IReadOnlyList<string> Flags, int Tenants, int Rows, IReadOnlyList<ChangeItemResource> Items);
