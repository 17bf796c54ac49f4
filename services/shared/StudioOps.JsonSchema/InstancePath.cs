using System.Globalization;

namespace StudioOps.JsonSchema;

/// <summary>Where in the instance a check stands. A linked list, so that a valid instance costs no strings.</summary>
internal sealed record InstancePath(InstancePath? Parent, string Name, int Index)
{
    public static readonly InstancePath Root = new(null, "", -1);

    public InstancePath Property(string name) => new(this, name, -1);

    public InstancePath Item(int index) => new(this, "", index);

    public override string ToString() =>
        Parent is null ? "" : $"{Parent}/{(Index < 0 ? JsonPointer.Escape(Name) : Index.ToString(CultureInfo.InvariantCulture))}";
}
