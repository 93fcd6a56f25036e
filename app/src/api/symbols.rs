//! Symbol files, and what dumps lack of them.

use leptos::prelude::*;
#[cfg(feature = "ssr")]
use model::SymbolId;
use serde::{Deserialize, Serialize};

use crate::json::Answer;
use crate::question::Question;
use crate::{AppError, query};

/// Rows on a page: as many as still scroll well.
#[cfg(feature = "ssr")]
const LIMIT: u32 = 100;

/// A symbol file as pages show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Symbol {
    pub id: i64,
    pub debug_file: String,
    pub debug_id: String,
    /// Name and identifier of the program or library, where the file says so.
    pub code_file: Option<String>,
    pub code_id: Option<String>,
    /// `Linux x86_64`
    pub platform: String,
    pub bytes: u64,
    pub sha256: String,
    /// In seconds since 1970.
    pub uploaded: i64,
    /// Who has uploaded it, or where it was fetched from.
    pub by: String,
}

/// A page of symbol files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SymbolList {
    pub symbols: Vec<Symbol>,
    /// Where the next page begins.
    pub next: Option<String>,
}

/// A module without symbols as pages show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissingModule {
    pub debug_file: String,
    pub debug_id: String,
    /// `Windows NT amd64`, as far as it is known.
    pub platform: String,
    pub is_system_library: bool,
    pub is_broken: bool,
    pub dumps: u64,
    /// In seconds since 1970.
    pub last_seen: i64,
    /// What brings its symbols to this server.
    pub commands: String,
}

/// A page of modules without symbols.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissingModuleList {
    pub modules: Vec<MissingModule>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// Whether other symbol servers are asked.
    pub has_upstream: bool,
}

#[cfg(feature = "ssr")]
impl From<model::Symbol> for Symbol {
    fn from(symbol: model::Symbol) -> Self {
        let module = symbol.module;
        Self {
            id: symbol.id.0,
            debug_file: module.debug_file.to_string(),
            debug_id: module.debug_id.to_string(),
            code_file: module.code_file,
            code_id: module.code_id,
            platform: format!("{} {}", module.os, module.cpu),
            bytes: symbol.size,
            sha256: symbol.sha256.to_string(),
            uploaded: symbol.uploaded_at.timestamp(),
            by: match symbol.upstream {
                Some(server) => format!("Fetched from {server}"),
                None => super::history_words::name(symbol.uploaded_by),
            },
        }
    }
}

#[cfg(feature = "ssr")]
impl MissingModule {
    fn of(module: model::MissingModule, origin: &str) -> Self {
        let commands = super::symbol_commands::commands(&module, origin);
        let platform = [module.os, module.cpu].into_iter().flatten();
        Self {
            debug_file: module.debug_file.to_string(),
            debug_id: module.debug_id.to_string(),
            platform: platform.collect::<Vec<_>>().join(" "),
            is_system_library: module.is_system_library,
            is_broken: module.is_broken,
            dumps: module.dumps,
            last_seen: module.last_seen_at.timestamp(),
            commands,
        }
    }
}

/// The newest symbol files with `q` in them, from `after` on.
#[server(prefix = "/ui/api", endpoint = "list_symbols", output = Answer)]
pub async fn list_symbols(
    #[server(default)] q: Option<String>,
    #[server(default)] after: Option<String>,
) -> Result<SymbolList, AppError> {
    use model::SymbolQuery;

    use crate::context::AppContext;

    let context = AppContext::current();
    let query = SymbolQuery {
        q: q.unwrap_or_default(),
        limit: LIMIT,
        // What is no place in the list is its beginning.
        after: after.and_then(|id| id.parse().map(SymbolId).ok()),
    };
    let page = context.service.symbols.list(context.member()?, &query);
    let page = page.await?;
    Ok(SymbolList {
        symbols: page.rows.into_iter().map(Symbol::from).collect(),
        next: page.next,
    })
}

impl Question for ListSymbols {
    fn parameters(&self) -> String {
        let after = self.after.as_deref();
        query::form(&[("q", self.q.as_deref()), ("after", after)])
    }
}

#[server(prefix = "/ui/api", endpoint = "get_symbol", output = Answer)]
pub async fn get_symbol(id: i64) -> Result<Symbol, AppError> {
    use crate::context::AppContext;

    let context = AppContext::current();
    let symbols = &context.service.symbols;
    Ok(symbols.get(context.member()?, SymbolId(id)).await?.into())
}

impl Question for GetSymbol {
    fn parameters(&self) -> String {
        query::form(&[("id", Some(&self.id.to_string()))])
    }
}

#[server(prefix = "/ui/api", endpoint = "delete_symbol", output = Answer)]
pub async fn delete_symbol(id: i64) -> Result<(), AppError> {
    use crate::context::{AppContext, redirect_plain_form};

    let context = AppContext::current();
    let symbols = &context.service.symbols;
    symbols.delete(context.member()?, SymbolId(id)).await?;
    redirect_plain_form("/symbols");
    Ok(())
}

/// The modules that dumps lack symbols of, what most of them lack first.
#[server(prefix = "/ui/api", endpoint = "list_missing_symbols", output = Answer)]
pub async fn list_missing_symbols(
    #[server(default)] after: Option<String>,
) -> Result<MissingModuleList, AppError> {
    use model::MissingModuleQuery;

    use crate::context::AppContext;
    use crate::visit::origin;

    let context = AppContext::current();
    let (service, member) = (&context.service, context.member()?);
    let query = MissingModuleQuery {
        limit: LIMIT,
        // As above.
        after: after.and_then(|after| after.parse().ok()),
    };
    let page = service.symbols.list_missing(member, &query).await?;
    let origin = origin(&context);
    let module = |module| MissingModule::of(module, &origin);
    Ok(MissingModuleList {
        modules: page.rows.into_iter().map(module).collect(),
        next: page.next,
        has_upstream: !service.settings().upstream.servers.is_empty(),
    })
}

impl Question for ListMissingSymbols {
    fn parameters(&self) -> String {
        query::form(&[("after", self.after.as_deref())])
    }
}
