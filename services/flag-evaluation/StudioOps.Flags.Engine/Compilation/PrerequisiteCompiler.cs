namespace StudioOps.Flags.Engine;

/// <summary>Puts flags in an order in which every prerequisite is asked before what stands on it, and finds those for which there is none.</summary>
internal static class PrerequisiteCompiler
{
    public static void Seal(CompiledFlag[] flags, IReadOnlyList<FlagDefinition> definitions, Func<string, CompiledFlag?> find)
    {
        CompiledPrerequisite[][] prerequisites =
            [.. definitions.Select(definition => definition.Prerequisites.Select(p => new CompiledPrerequisite(p, find(p.FlagKey))).ToArray())];
        CompiledFlag[][] needs =
            [.. definitions.Select(definition => definition.Prerequisites.Select(p => find(p.FlagKey)).OfType<CompiledFlag>().ToArray())];
        foreach (var flag in flags)
        {
            var before = Before(flag, needs);
            if (before is null)
            {
                flag.Notes.Problem("prerequisites", "The flag is, in the end, a prerequisite of itself.");
            }

            flag.Seal(prerequisites[flag.Index], before ?? []);
        }
    }

    /// <summary>Depth first with a stack of its own, so that depth costs no more than room. Null when the flag comes back to itself.</summary>
    private static CompiledFlag[]? Before(CompiledFlag flag, CompiledFlag[][] needs)
    {
        if (needs[flag.Index].Length == 0)
        {
            return [];
        }

        List<CompiledFlag> order = [];
        var seen = new HashSet<CompiledFlag>();
        var path = new Stack<(CompiledFlag Flag, int Next)>([(flag, 0)]);
        while (path.TryPop(out var at))
        {
            if (at.Next == needs[at.Flag.Index].Length)
            {
                order.Add(at.Flag);
                continue;
            }

            path.Push(at with { Next = at.Next + 1 });
            var need = needs[at.Flag.Index][at.Next];
            if (need == flag)
            {
                return null;
            }

            if (seen.Add(need))
            {
                path.Push((need, 0));
            }
        }

        order.RemoveAt(order.Count - 1);
        return [.. order];
    }
}
