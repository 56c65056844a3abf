using System.Xml.Linq;
using Archivolt.Blobs;

namespace Archivolt.Nuxeo.Contributions;

/// <summary>One file: a component with extensions, or extensions alone as documentation prints them.</summary>
/// <param name="File">Name of the file.</param>
/// <param name="Name">The component's name; null for bare extensions.</param>
/// <param name="Requires">Names of the components that come before this one.</param>
/// <param name="Extensions">The <c>extension</c> elements, in order.</param>
internal sealed record Component(string File, string? Name, IReadOnlyList<string> Requires, IReadOnlyList<XElement> Extensions)
{
    /// <summary>
    /// The given order, except that what a component requires comes before it. What is not here is taken to be there already.
    /// </summary>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>: components require each other.</exception>
    public static IReadOnlyList<Component> InOrder(IReadOnlyList<Component> components)
    {
        var ordered = new List<Component>();
        var open = new HashSet<Component>(ReferenceEqualityComparer.Instance);
        foreach (var component in components)
            Visit(component);
        return ordered;

        void Visit(Component component)
        {
            if (ordered.Contains(component, ReferenceEqualityComparer.Instance))
                return;
            if (!open.Add(component))
            {
                throw new BlobException(BlobError.Configuration,
                    $"{component.File}: the component '{component.Name}' requires itself through others; remove one <require>.");
            }
            foreach (var required in component.Requires)
            {
                foreach (var other in components.Where(other => other.Name == required))
                    Visit(other);
            }
            ordered.Add(component);
        }
    }
}
