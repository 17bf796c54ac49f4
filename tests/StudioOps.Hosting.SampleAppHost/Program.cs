if (args is ["serve", ..])
{
    return WebProject.Serve();
}

var builder = DistributedApplication.CreateBuilder(args);
Graphs.Add(builder, builder.Configuration["Graph"] ?? "order");
builder.Build().Run();
return Environment.ExitCode;
