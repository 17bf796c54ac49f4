using StudioOps.Flags.Engine;
using StudioOps.Flags.Evaluation;

namespace StudioOps.Flags.Tests.Overriding;

/// <summary>However many overrides a flag has, an answer looks at the caller's own: what it costs is measured by <c>bench/run flags-engine</c>.</summary>
public sealed class ManyOverridesTests
{
    private static readonly FlagSet Flags = FlagSet.Compile(
    [
        new FlagDefinition
        {
            Key = "demo", Type = FlagType.Boolean, State = FlagState.Targeted, OnVariant = "on", OffVariant = "off", DefaultVariant = "off", FailSafeVariant = "off",
            Variants = [new("on", FlagValue.Of(true)), new("off", FlagValue.Of(false))],
        },
    ]);

    [Fact]
    public void Of_a_hundred_thousand_overrides_an_answer_considers_one()
    {
        var tenant = Guid.CreateVersion7();
        Override[] users = [.. Enumerable.Range(0, 100_000).Select(i => new Override { FlagKey = "demo", Level = OverrideLevel.User, Subject = $"user-{i}", Value = FlagValue.Of(i % 2 == 0) })];
        var snapshot = new TenantView(tenant, new TenantFacts(tenant.ToString(), "acme", "pro", null, false), "active", users, 1).Compiled(Flags, 1);

        foreach (var i in new[] { 0, 1, 49_999, 99_998, 99_999 })
        {
            var explained = snapshot.Explain("demo", new EvaluationContext($"user-{i}", []), DateTimeOffset.UnixEpoch);
            Assert.Equal((i % 2 == 0, Scope.User), (explained.Answer.Value.AsBoolean, explained.Answer.Scope));
            Assert.Single(explained.Steps, step => step.Subject is not null);
        }

        Assert.DoesNotContain(snapshot.Explain("demo", new EvaluationContext("user-100000", []), DateTimeOffset.UnixEpoch).Steps, step => step.Subject is not null);
    }

    [Fact]
    public void Overrides_of_ten_thousand_tenants_and_a_partner_are_not_mixed_up()
    {
        var partner = Guid.CreateVersion7();
        var decided = new PartnerView([new Override { FlagKey = "demo", Level = OverrideLevel.Partner, Subject = partner.ToString(), Value = FlagValue.Of(true) }], 7);
        var tenants = Enumerable.Range(0, 10_000).Select(i => View(Guid.CreateVersion7(), i)).ToList();

        for (var i = 0; i < tenants.Count; i++)
        {
            var answer = tenants[i].Compiled(Flags, 1).Evaluate("demo", new EvaluationContext("ada", []), DateTimeOffset.UnixEpoch);
            // Every third has a value of its own, every second of the others is the partner's.
            Assert.Equal(i % 3 == 0 ? (i % 2 == 0, Scope.Tenant) : i % 2 == 0 ? (true, Scope.Partner) : (false, Scope.Default), (answer.Value.AsBoolean, answer.Scope));
        }

        TenantView View(Guid id, int i) => new TenantView(
            id, new TenantFacts(id.ToString(), $"t-{i}", "pro", i % 2 == 0 ? partner.ToString() : null, false), "active",
            i % 3 == 0 ? [new Override { FlagKey = "demo", Level = OverrideLevel.Tenant, Subject = id.ToString(), Value = FlagValue.Of(i % 2 == 0) }] : [], 1)
            .Under(i % 2 == 0 ? decided : null);
    }
}
