//! The macros that declare what crosses the border.

/// Functions that the host can call, under their own names:
/// ```ignore
/// guest_functions! {
///     fn Add(a: i32, b: i32) -> i32 { a + b }
///     fn Divide(a: u32, b: u32) -> (u32, u32) { (a / b, a % b) }
/// }
/// ```
#[macro_export]
macro_rules! guest_functions {
    ($($(#[$attribute:meta])* fn $name:ident($($parameter:ident: $type:ty),* $(,)?) $(-> $result:ty)? $body:block)*) => {$(
        $(#[$attribute])*
        #[allow(non_snake_case)]
        fn $name($($parameter: $type),*) $(-> $result)? $body

        const _: () = {
            type Return = $crate::__result!($($result)?);
            const LENGTH: usize = $crate::__count!($($parameter)*) + 1 + 8 + 1;
            static SIGNATURE: [u8; LENGTH] =
                $crate::signature(&[$(<$type as $crate::Take>::LETTER),*], <Return as $crate::Results>::LETTERS);

            // Under the function's own name, unmangled: it is what a backtrace on the host shows.
            #[export_name = stringify!($name)]
            extern "C" fn entry(_: *mut $crate::abi::Mailbox) {
                $crate::begin();
                #[allow(unused_mut, unused_variables)]
                let mut index = 0;
                $(
                    let $parameter = <$type as $crate::Take>::argument(index);
                    #[allow(unused_assignments)]
                    { index += 1; }
                )*
                $crate::Results::give($name($($parameter),*));
            }

            #[used]
            #[link_section = ".microlight.functions"]
            static RECORD: $crate::abi::FunctionRecord = $crate::abi::FunctionRecord {
                name: concat!(stringify!($name), "\0").as_ptr(),
                function: entry,
                signature: SIGNATURE.as_ptr(),
            };
        };
    )*};
}

/// Host functions, which are then called as any function. Those of a module with a name stand behind `in "module":`.
/// ```ignore
/// host_functions! {
///     fn HostPrint(text: &str) -> i32;
/// }
/// ```
#[macro_export]
macro_rules! host_functions {
    (in $module:literal: $($rest:tt)*) => { $crate::__host_functions! { $module $($rest)* } };
    ($($rest:tt)*) => { $crate::__host_functions! { "" $($rest)* } };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __host_functions {
    ($module:literal $($(#[$attribute:meta])* fn $name:ident($($parameter:ident: $type:ty),* $(,)?) $(-> $result:ty)?;)*) => {$(
        $(#[$attribute])*
        #[allow(non_snake_case, dead_code)]
        fn $name($($parameter: $type),*) $(-> $result)? {
            type Return = $crate::__result!($($result)?);
            const LENGTH: usize = $crate::__count!($($parameter)*) + 1 + 8 + 1;
            static SIGNATURE: [u8; LENGTH] =
                $crate::signature(&[$(<$type as $crate::Give>::LETTER),*], <Return as $crate::HostResults>::LETTERS);
            #[used]
            #[link_section = ".microlight.imports"]
            static RECORD: $crate::abi::ImportRecord = $crate::abi::ImportRecord {
                module: concat!($module, "\0").as_ptr(),
                name: concat!(stringify!($name), "\0").as_ptr(),
                signature: SIGNATURE.as_ptr(),
            };
            $($crate::Give::push(&$parameter);)*
            $crate::host_call(&RECORD);
            <Return as $crate::HostResults>::take()
        }
    )*};
}

#[doc(hidden)]
#[macro_export]
macro_rules! __result {
    () => { () };
    ($result:ty) => { $result };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __count {
    () => { 0 };
    ($first:ident $($rest:ident)*) => { 1 + $crate::__count!($($rest)*) };
}
