using Acme.Shipment;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Workflow.Messaging.Participants;

var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddSingleton(NpgsqlDataSource.Create(
    builder.Configuration.GetConnectionString("Shipments") ?? throw new InvalidOperationException("ConnectionStrings:Shipments is missing.")));
builder.Services.AddHostedService<ShipmentTables>();
builder.Services.AddParticipant<ShipmentDbContext, ShipmentConsumer>(builder.Configuration, "shipment");
await builder.Build().RunAsync();
