using System.Globalization;

namespace StudioOps.Dashboard.Api;

/// <summary>How much of a list is wanted, and from where on: newest first, before a place between two items.</summary>
internal readonly record struct Page(int Limit, Cursor Before)
{
    public const int Default = 200;
    public const int Most = 1000;

    public static Page Of(int? limit, string? before) => new(Math.Clamp(limit ?? Default, 1, Most), Cursor.Parse(before));
}

/// <summary>A place in a list ordered by time and, where that is the same, by number.</summary>
internal readonly record struct Cursor(long At, UInt128 Number)
{
    public static readonly Cursor End = new(long.MaxValue, UInt128.MaxValue);

    public bool IsAfter(long at, UInt128 number) => at < At || (at == At && number < Number);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At:x}-{Number:x}");

    /// <summary>What is no cursor starts from the newest.</summary>
    public static Cursor Parse(string? text) =>
        text?.Split('-') is [var at, var number]
        && long.TryParse(at, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var time)
        && UInt128.TryParse(number, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id)
            ? new Cursor(time, id)
            : End;
}
