using System.Runtime.CompilerServices;
using Microsoft.Playwright;

namespace StudioOps.EndToEnd.Tests;

/// <summary>A busy machine is no failure: what a page is expected to show may take a minute.</summary>
internal static class Patience
{
#pragma warning disable CA2255 // A test project has no other entry before its first test.
    [ModuleInitializer]
    internal static void Take() => Assertions.SetDefaultExpectTimeout(60_000);
#pragma warning restore CA2255
}
