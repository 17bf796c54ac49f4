using System.Text.Json;
using StudioOps.Tokens;

namespace StudioOps.Admin.Audit;

/// <summary>The verb <c>verify-audit FILE [KEY]</c>: judges an export without a database, and without this service's word for it.</summary>
/// <remarks>KEY is a file with the public key (a JWK) known from elsewhere; without it the export's own key is used and its thumbprint shown.</remarks>
internal static class VerifyExport
{
    public const int Whole = 0;
    public const int Broken = 1;
    public const int Unusable = 2;

    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output)
    {
        if (arguments is not ([_] or [_, _]) || arguments.Any(argument => !File.Exists(argument)))
        {
            await output.WriteLineAsync("Usage: verify-audit FILE [KEY]   (both existing files)");
            return Unusable;
        }

        var reading = ExportReading.Read(File.ReadLines(arguments[0]));
        if (reading.Problem is not null)
        {
            await output.WriteLineAsync(reading.Problem);
            return Broken;
        }

        var key = arguments is [_, var keyFile] ? JsonSerializer.Deserialize<JsonElement>(await File.ReadAllTextAsync(keyFile)) : reading.End!.Key;
        if (key is not { } json || !JsonWebKey.TryParse(json, out var trusted))
        {
            await output.WriteLineAsync("There is no usable public key to check the sealed heads with.");
            return Broken;
        }

        return await ReportAsync(reading, trusted, output);
    }

    private static async Task<int> ReportAsync(ExportReading reading, JsonWebKey trusted, TextWriter output)
    {
        var heads = HeadsFile.Read(reading.End!.Heads ?? [], trusted);
        var check = new ChainCheck(heads.Latest);
        foreach (var row in reading.Rows)
        {
            check.Add(row);
        }

        var verdicts = check.Finish(_ => true);
        foreach (var verdict in verdicts)
        {
            var chain = verdict.Chain == AuditRecord.Platform ? "platform" : verdict.Chain.ToString();
            await output.WriteLineAsync(verdict.FirstBad is not { } bad
                ? $"chain {chain}: {verdict.Records} records, whole{(verdict.Sealed is { } seal ? $", sealed up to {seal.Sequence}" : "")}"
                : $"chain {chain}: row {bad.Sequence}{(bad.Id is null ? "" : $" ({bad.Id})")}{(bad.Line is { } line ? $", line {line}" : "")} is {bad.Problem}. {bad.Detail}");
        }

        var gaps = reading.Start!.Whole == true ? NumberGaps.Of(reading.Numbers) : [];
        foreach (var gap in gaps)
        {
            await output.WriteLineAsync($"gap: {gap.Source} {gap.From}{(gap.To > gap.From ? $" to {gap.To}" : "")} is nowhere");
        }

        if (heads.Problem is not null)
        {
            await output.WriteLineAsync(heads.Problem);
        }

        await output.WriteLineAsync($"heads signed by key {trusted.Thumbprint}");
        var whole = verdicts.All(verdict => verdict.FirstBad is null) && gaps.Count == 0 && heads.Problem is null;
        await output.WriteLineAsync($"{reading.Rows.Count} records in {verdicts.Count} chains: {(whole ? "whole" : "NOT whole")}");
        return whole ? Whole : Broken;
    }
}
