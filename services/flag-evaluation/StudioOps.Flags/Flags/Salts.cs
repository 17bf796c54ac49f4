using System.Security.Cryptography;

namespace StudioOps.Flags;

/// <summary>Makes the salt of a new flag. Injected, so that a test decides who is in which cohort.</summary>
internal delegate string NewSalt();

internal static class Salts
{
    public static string Random() => RandomNumberGenerator.GetHexString(16, lowercase: true);
}
