namespace Archivolt.Vendors;

/// <summary>Images of one pixel, for thumbnails that a test does not choose.</summary>
public static class TinyImages
{
    public static readonly Content Png = Content.Of(Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="));

    public static readonly Content Jpeg = Content.Of(Convert.FromBase64String(
        "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA="));

    public static readonly Content Webp = Content.Of(Convert.FromBase64String(
        "UklGRiQAAABXRUJQVlA4IBgAAAAwAQCdASoBAAEAAgA0JaQAA3AA/vuUAAA="));
}
