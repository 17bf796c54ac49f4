using System.Net;
using StudioOps.Testing;

namespace StudioOps.Tenants.Tests.Partners;

internal static class PartnerCalls
{
    public static async Task<(Guid Id, string Slug)> PartnerAsync(this TenantServiceFixture service, string name = "Partner")
    {
        var slug = TenantServiceFixture.NewSlug();
        var made = await (await service.Operator().PostAsJsonAsync("/api/v1/partners", new { slug, name })).JsonAsync(HttpStatusCode.Created);
        return (made.GetProperty("id").GetGuid(), slug);
    }

    /// <summary>With the ETag as it is now.</summary>
    public static Task<HttpResponseMessage> AttachAsync(this TenantServiceFixture service, string tenant, string partner) =>
        SendAsync(service, HttpMethod.Put, tenant, JsonContent.Create(new { partner }));

    public static Task<HttpResponseMessage> DetachAsync(this TenantServiceFixture service, string tenant) => SendAsync(service, HttpMethod.Delete, tenant, null);

    private static async Task<HttpResponseMessage> SendAsync(TenantServiceFixture service, HttpMethod method, string tenant, HttpContent? body)
    {
        var tag = (await service.Operator().GetAsync($"/api/v1/tenants/{tenant}")).Headers.ETag!;
        return await service.Operator().SendAsync(new HttpRequestMessage(method, $"/api/v1/tenants/{tenant}/partner") { Content = body, Headers = { IfMatch = { tag } } });
    }
}
