//! Lines for the host's log.

/// Severity, by the host's numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(i32)]
pub enum Level {
    Trace,
    Debug,
    Information,
    Warning,
    Error,
    Critical,
}

crate::host_functions! {
    fn HostLog(level: i32, message: &str);
}

/// Writes a line to the host's log; the host drops it where it has no logger.
pub fn log(level: Level, message: &str) {
    HostLog(level as i32, message)
}
