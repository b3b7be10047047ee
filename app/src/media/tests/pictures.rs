use std::path::Path;
use std::sync::Arc;

use status_domain::media::{Corners, FileFormat};
use status_images::PixelImages;
use status_ports::{Images as _, Picture};
use status_proto::status::ImageFormat;

use super::routes;
use crate::media::Pictures;

fn pictures() -> Pictures {
    Pictures::new(Arc::new(PixelImages))
}

fn picture(width: u32, height: u32) -> Picture {
    Picture { width, height, rgba: vec![180; (width * height * 4) as usize] }
}

fn file(folder: &Path, name: &str, bytes: &[u8]) -> String {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    path.to_str().unwrap().to_owned()
}

#[tokio::test]
async fn pictures_of_messages_are_made_small_and_gifs_keep_moving() {
    let folder = tempfile::tempdir().unwrap();
    let png = PixelImages.encode_png(&picture(2500, 100)).unwrap();
    let image = pictures().for_message(&file(folder.path(), "a.png", &png)).await.unwrap();
    assert_eq!(image.format(), ImageFormat::Jpeg);
    let gif = b"GIF89a\x01\0\x01\0\x80\0\0\xff\0\0\0\0\xff\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0\x3b".to_vec();
    let path = format!("file://{}", file(folder.path(), "b.gif", &gif));
    let kept = pictures().for_message(&path).await.unwrap();
    assert_eq!((kept.format(), kept.payload), (ImageFormat::Gif, gif));
}

#[tokio::test]
async fn files_that_are_none_are_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let text = file(folder.path(), "a.txt", b"no picture");
    let huge = folder.path().join("huge.png");
    std::fs::File::create(&huge).unwrap().set_len(1 << 40).unwrap();
    let folder_path = folder.path().to_str().unwrap();
    for (path, error) in [
        ("/nowhere.png", "open /nowhere.png: no such file or directory".to_owned()),
        (folder_path, format!("open {folder_path}: not a regular file")),
        ("/dev/zero", "open /dev/zero: not a regular file".to_owned()),
        (huge.to_str().unwrap(), format!("open {}: file too large", huge.display())),
        (&text, "unsupported file type".to_owned()),
    ] {
        assert_eq!(pictures().of_profile(path, None).await.unwrap_err().to_string(), error);
    }
    let refused = pictures().for_message("/nowhere.png").await.unwrap_err();
    assert_eq!(refused.to_string(), "error opening image file: open /nowhere.png: no such file or directory");
    let refused = pictures().recording(&text, 1).await.unwrap_err();
    assert_eq!(refused.to_string(), "unsupported audio type");
}

#[tokio::test]
async fn parts_of_pictures_become_profile_pictures() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "a.png", &PixelImages.encode_png(&picture(60, 40)).unwrap());
    let part = Corners { ax: 10, ay: 0, bx: 50, by: 40 };
    let made = pictures().of_profile(&path, Some(part)).await.unwrap();
    let sizes: Vec<_> = made.iter().map(|image| (image.name.as_str(), image.width, image.height)).collect();
    assert_eq!(sizes, [("thumbnail", 80, 80), ("large", 240, 240)]);
    assert_eq!(pictures().of_profile(&path, None).await.unwrap(), made, "the square in the middle");
    let group = pictures().cropped(&path, part).await.unwrap();
    assert_eq!(FileFormat::of(&group), Some(FileFormat::Jpeg));
}

#[tokio::test]
async fn codes_and_files_on_disk_are_drawn() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "a.png", &PixelImages.encode_png(&picture(60, 60)).unwrap());
    let target =
        format!("/accountImages?imageName={path}&indicatorSize=10&indicatorColor=%23ff0000&addRing=1&ringWidth=2");
    for target in
        [&target, "/GenerateQRCode?url=YQ==&level=4&size=200&allowProfileImage=false", "/GenerateQRCode?url=YQ=="]
    {
        let answer = routes().answer(target).await;
        assert_eq!(answer.content_type, Some("image/png"), "{target}");
        assert_eq!(FileFormat::of(&answer.body), Some(FileFormat::Png));
    }
    // Of a file that is no picture nothing is shown.
    let secret = file(folder.path(), "secret", b"password");
    let answer = routes().answer(&format!("/accountImages?imageName={secret}")).await;
    assert_eq!((answer.status, answer.body), ("200 OK", vec![]));
}

#[tokio::test]
async fn initials_of_any_name_are_drawn() {
    let Some(font) = super::font() else { return };
    let target = format!(
        "/accountInitials?name=alice%20node&fontFile={font}&fontSize=20&color=%23ffffff&bgColor=%230000ff&size=60"
    );
    assert_eq!(routes().answer(&target).await.content_type, Some("image/png"));
    let nameless = target.replace("name=alice%20node&", "");
    assert_eq!(routes().answer(&nameless).await.content_type, None);
}
