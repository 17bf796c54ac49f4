using Microsoft.AspNetCore.Mvc;
using StudioOps.Identity.Protocol;

namespace StudioOps.Identity.Pages;

/// <summary><see cref="SeeOther"/> for pages.</summary>
internal sealed class SeeOtherResult(string location) : ActionResult
{
    public override Task ExecuteResultAsync(ActionContext context) => new SeeOther(location).ExecuteAsync(context.HttpContext);
}
