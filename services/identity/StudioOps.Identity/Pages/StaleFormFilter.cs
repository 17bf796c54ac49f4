using Microsoft.AspNetCore.Mvc.Core.Infrastructure;
using Microsoft.AspNetCore.Mvc.Filters;

namespace StudioOps.Identity.Pages;

/// <summary>A form without its antiforgery token, usually one left open for days, gets a page with a next step instead of an empty 400.</summary>
internal sealed class StaleFormFilter : IAlwaysRunResultFilter
{
    public void OnResultExecuting(ResultExecutingContext context)
    {
        if (context.Result is IAntiforgeryValidationFailedResult)
        {
            context.Result = new SeeOtherResult("/account/error?reason=form-stale");
        }
    }

    public void OnResultExecuted(ResultExecutedContext context)
    {
    }
}
