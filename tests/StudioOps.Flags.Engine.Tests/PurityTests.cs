using System.Reflection;

namespace StudioOps.Flags.Engine.Tests;

public sealed class PurityTests
{
    [Fact]
    public void The_engine_references_the_base_class_library_only() => Assert.Empty(Foreign(typeof(FlagSnapshot).Assembly));

    [Fact]
    public void The_check_above_can_fail() => Assert.NotEmpty(Foreign(typeof(PurityTests).Assembly));

    [Fact]
    public void Nothing_static_in_the_engine_changes() =>
        Assert.Empty(typeof(FlagSnapshot).Assembly.GetTypes()
            .Where(type => type.Namespace == typeof(FlagSnapshot).Namespace && !type.Name.Contains('<', StringComparison.Ordinal))
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(field => field is { IsInitOnly: false, IsLiteral: false })
            .Select(field => $"{field.DeclaringType}.{field.Name}"));

    private static IEnumerable<string> Foreign(Assembly assembly) =>
        assembly.GetReferencedAssemblies().Select(name => name.Name!).Where(name => !name.StartsWith("System.", StringComparison.Ordinal));
}
