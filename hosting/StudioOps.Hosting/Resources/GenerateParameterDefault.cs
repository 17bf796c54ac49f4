using System.Security.Cryptography;

namespace StudioOps.Hosting;

public abstract class ParameterDefault
{
    internal ParameterDefault()
    {
    }
}

/// <summary>A secret nobody needs to know: generated where none is given.</summary>
public sealed class GenerateParameterDefault : ParameterDefault
{
    private const string LowerCase = "abcdefghjkmnpqrstuvwxyz";
    private const string UpperCase = "ABCDEFGHJKMNPQRSTUVWXYZ";
    private const string Digits = "0123456789";
    private const string Signs = "-_.{}~()*+!";

    public int MinLength { get; set; } = 22;

    public bool Lower { get; set; } = true;

    public bool Upper { get; set; } = true;

    public bool Numeric { get; set; } = true;

    public bool Special { get; set; } = true;

    internal string NewValue() => RandomNumberGenerator.GetString(
        string.Concat(Lower ? LowerCase : null, Upper ? UpperCase : null, Numeric ? Digits : null, Special ? Signs : null), MinLength);
}
