namespace StudioOps.Flags.Tests;

/// <summary>Keys no other test uses.</summary>
internal static class Tally
{
    private static int _last;

    public static string Key(string name = "flag") => $"{name}_{Interlocked.Increment(ref _last)}";
}
