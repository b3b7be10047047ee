//! The table of methods.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde_json::Value;

use super::{Params, RpcError};
use crate::json;
use crate::session::Session;

/// The JSON text of a result, later.
pub(super) type Answering = Pin<Box<dyn Future<Output = Result<String, RpcError>> + Send>>;

type Call<C> = Box<dyn Fn(C, &Arguments) -> Result<Answering, RpcError> + Send + Sync>;

/// What a method is called with.
#[derive(Clone, Default)]
pub(crate) struct Arguments {
    /// The parameters in their order.
    pub(crate) values: Vec<Value>,
    /// The same as the caller wrote them, an array; empty without any.
    pub(crate) text: String,
    /// The chain that the call is for; zero leaves it open.
    pub(crate) chain_id: u64,
}

/// The schemas of a method: of each parameter with whether it is required, and of the result.
pub(super) struct Shape {
    pub(super) params: Vec<(Schema, bool)>,
    pub(super) result: Schema,
}

/// A method of the API.
pub(super) struct Method<C> {
    pub(super) doc: &'static str,
    pub(super) params: &'static [&'static str],
    pub(super) call: Call<C>,
    pub(super) shape: fn(&mut SchemaGenerator) -> Shape,
}

/// Every method, declared once. `C` is what methods work on.
pub(crate) struct Table<C = Session> {
    methods: BTreeMap<&'static str, Method<C>>,
}

impl<C> Default for Table<C> {
    fn default() -> Self {
        Self { methods: BTreeMap::new() }
    }
}

fn shape<P: Params, R: JsonSchema>(generator: &mut SchemaGenerator) -> Shape {
    Shape { params: P::schemas(generator), result: generator.subschema_for::<R>() }
}

impl<C: 'static> Table<C> {
    /// Declares a method: its name, what it does in one line, the names of its parameters, and the handler. The
    /// handler takes the context and a tuple with one value for each parameter.
    pub(crate) fn method<P, R, E, F, Fut>(
        &mut self,
        name: &'static str,
        doc: &'static str,
        params: &'static [&'static str],
        handler: F,
    ) where
        P: Params,
        R: Serialize + JsonSchema + 'static,
        E: Into<RpcError> + 'static,
        F: Fn(C, P) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<R, E>> + Send + 'static,
    {
        let call: Call<C> = Box::new(move |context, arguments| {
            let running = handler(context, P::decode(&arguments.values)?);
            Ok(Box::pin(async move {
                let result = running.await.map_err(Into::into)?;
                json::to_text(&result).map_err(RpcError::internal)
            }))
        });
        let method = Method { doc, params, call, shape: shape::<P, R> };
        let earlier = self.methods.insert(name, method);
        debug_assert!(earlier.is_none(), "{name} is declared twice");
        debug_assert_eq!(params.len(), P::COUNT, "{name} names its parameters");
    }

    /// Declares a method that somebody else answers: the handler takes the context and what the method is called with,
    /// and gives the JSON text of the result as it came.
    pub(crate) fn forwarded<F, Fut>(&mut self, name: &'static str, doc: &'static str, handler: F)
    where
        F: Fn(C, Arguments) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<String, RpcError>> + Send + 'static,
    {
        let call: Call<C> = Box::new(move |context, arguments| Ok(Box::pin(handler(context, arguments.clone()))));
        let method = Method { doc, params: &[], call, shape: shape::<(), Value> };
        let earlier = self.methods.insert(name, method);
        debug_assert!(earlier.is_none(), "{name} is declared twice");
    }

    pub(super) fn find(&self, name: &str) -> Option<&Method<C>> {
        self.methods.get(name)
    }

    pub(super) fn methods(&self) -> impl Iterator<Item = (&'static str, &Method<C>)> {
        self.methods.iter().map(|(name, method)| (*name, method))
    }

    /// The namespaces of all methods, in order.
    pub(crate) fn namespaces(&self) -> Vec<&'static str> {
        let mut namespaces: Vec<_> =
            self.methods.keys().filter_map(|name| name.split_once('_')).map(|(namespace, _)| namespace).collect();
        namespaces.dedup();
        namespaces
    }
}
