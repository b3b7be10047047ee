//! How the allocator of the process gives memory back.

/// Blocks of this size and more, in bytes, are taken from the system one by one, and go back to it when they are freed.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const OWN_MAPPING: i32 = 128 << 10;

/// Large blocks go back to the system when they are freed. To be called at the start.
///
/// The C library of GNU begins like that. But when it frees such a block of up to 32 MiB, it learns to keep blocks of that
/// size, and twice as much of what is free at the end of its heap: the first derivation of a key, of 19 MiB, would make the
/// memory of all that follow stay for good. Said once, the limit stays. Other C libraries do not learn, and are left alone.
pub(crate) fn return_large_blocks() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        #[expect(unsafe_code, reason = "there is no other way to tell the C library")]
        // SAFETY: it takes two numbers, and the allocator is locked while it changes its setting.
        let _ = unsafe { libc::mallopt(libc::M_MMAP_THRESHOLD, OWN_MAPPING) };
    }
}
