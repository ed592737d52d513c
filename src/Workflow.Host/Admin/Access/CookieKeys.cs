using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Npgsql;
using NpgsqlTypes;
using Workflow.Messaging.Lanes;

namespace Workflow.Host.Admin.Access;

/// <summary>The keys that seal cookies, in the database: what one instance sealed the others can open, also after a restart.</summary>
internal sealed class CookieKeys(NpgsqlDataSource dataSource) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var command = dataSource.CreateCommand("SELECT xml FROM admin.cookie_key");
        using var reader = command.ExecuteReader();
        List<XElement> keys = [];
        while (reader.Read())
            keys.Add(XElement.Parse(reader.GetString(0)));
        return keys;
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var command = dataSource.CreateCommand("INSERT INTO admin.cookie_key (name, xml) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET xml = excluded.xml");
        command.Parameters.AddValue(friendlyName, NpgsqlDbType.Text);
        command.Parameters.AddValue(element.ToString(SaveOptions.DisableFormatting), NpgsqlDbType.Text);
        command.ExecuteNonQuery();
    }
}
