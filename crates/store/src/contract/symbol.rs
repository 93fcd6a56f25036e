//! Promises of [`crate::SymbolRepo`].

use model::{Actor, StoredName, Symbol, SymbolId, SymbolModule, SymbolQuery};

use super::fixture::{by, moment, new_blob};
use crate::{By, NewSymbol, Result, Store, StoredSymbol};

fn new_symbol(debug_file: &str, age: u32) -> NewSymbol {
    let module = SymbolModule {
        debug_file: debug_file.parse().expect("a name"),
        debug_id: format!("5A9832E5287241C1838ED98914E9B7FF{age:x}")
            .parse()
            .expect("an identifier"),
        os: "windows".to_owned(),
        cpu: "x86".to_owned(),
        code_file: Some("app.exe".to_owned()),
        code_id: Some("45D35F6C2d000".to_owned()),
    };
    NewSymbol {
        module,
        blob: new_blob(),
        uploaded: by(),
        upstream: None,
    }
}

async fn names(store: &dyn Store, q: &str) -> Result<Vec<String>> {
    let query = SymbolQuery {
        q: q.to_owned(),
        limit: 100,
        after: None,
    };
    let page = store.symbols().list(&query).await?;
    let name = |symbol: &Symbol| symbol.module.debug_file.to_string();
    Ok(page.rows.iter().map(name).collect())
}

pub(super) async fn insert_returns_what_get_and_find_find(store: &dyn Store) -> Result<()> {
    let mut new = new_symbol("app.pdb", 1);
    let symbols = store.symbols();
    let (symbol, replaced) = symbols.insert(new.clone()).await?;
    assert_eq!(symbol.id, SymbolId(1));
    assert_eq!(symbol.module, new.module);
    assert_eq!(
        (symbol.size, symbol.sha256),
        (new.blob.size, new.blob.sha256)
    );
    assert_eq!(symbol.uploaded_at, new.uploaded.at);
    assert_eq!(symbol.uploaded_by, new.uploaded.actor);
    assert_eq!((symbol.upstream.as_deref(), &replaced), (None, &None));
    assert_eq!(symbols.get(symbol.id).await?, Some(symbol.clone()));
    let stored_name = new.blob.stored_name;
    let expected = StoredSymbol {
        symbol,
        stored_name,
    };
    let found = symbols.find(&new.module.key()).await?;
    assert_eq!(found, Some(expected));

    new = new_symbol("app", 1);
    new.module.code_file = None;
    new.module.code_id = None;
    new.uploaded = By {
        actor: Actor::Client("nightly".to_owned()),
        at: moment(5),
    };
    let (symbol, _) = symbols.insert(new.clone()).await?;
    assert_eq!((symbol.id, symbol.module), (SymbolId(2), new.module));
    assert_eq!(symbol.uploaded_by, new.uploaded.actor);
    Ok(())
}

pub(super) async fn an_unknown_module_is_none(store: &dyn Store) -> Result<()> {
    let symbols = store.symbols();
    symbols.insert(new_symbol("app.pdb", 1)).await?;
    assert_eq!(symbols.get(SymbolId(2)).await?, None);
    for other in [
        new_symbol("app.pdb", 2),
        new_symbol("App.pdb", 1),
        new_symbol("app", 1),
    ] {
        assert_eq!(symbols.find(&other.module.key()).await?, None);
    }
    Ok(())
}

pub(super) async fn of_one_module_the_last_file_is_kept(store: &dyn Store) -> Result<()> {
    let symbols = store.symbols();
    let (first, second) = (new_symbol("app.pdb", 1), new_symbol("app.pdb", 1));
    symbols.insert(first.clone()).await?;
    symbols.insert(new_symbol("other.pdb", 1)).await?;
    let (symbol, replaced) = symbols.insert(second.clone()).await?;
    assert_eq!(symbol.id, SymbolId(3));
    let replaced = replaced.expect("was there");
    assert_eq!(replaced.symbol.id, SymbolId(1));
    assert_eq!(replaced.stored_name, first.blob.stored_name);
    let found = symbols.find(&second.module.key()).await?;
    let found = found.expect("is there");
    assert_eq!(
        (found.symbol, found.stored_name),
        (symbol, second.blob.stored_name)
    );
    assert_eq!(names(store, "").await?, ["app.pdb", "other.pdb"]);
    Ok(())
}

pub(super) async fn pages_follow_each_other_newest_first(store: &dyn Store) -> Result<()> {
    let symbols = store.symbols();
    for age in 1..=5 {
        symbols.insert(new_symbol("app.pdb", age)).await?;
    }
    symbols.delete(SymbolId(3)).await?;
    let mut query = SymbolQuery {
        q: String::new(),
        limit: 2,
        after: None,
    };
    let ids = |rows: &[Symbol]| rows.iter().map(|row| row.id.0).collect::<Vec<_>>();
    let first = symbols.list(&query).await?;
    assert_eq!(ids(&first.rows), [5, 4]);
    let next = first.next.expect("there are more");
    query.after = next.parse().map(SymbolId).ok();
    let last = symbols.list(&query).await?;
    assert_eq!((ids(&last.rows), last.next), (vec![2, 1], None));
    query.after = Some(SymbolId(1));
    assert_eq!(symbols.list(&query).await?.rows, []);
    Ok(())
}

pub(super) async fn a_part_of_a_name_has_no_wildcards(store: &dyn Store) -> Result<()> {
    for (name, age) in [("100%.so", 0xa1), ("a_b.so", 0xb2), ("axb.so", 0xc3)] {
        let mut new = new_symbol(name, age);
        new.module.code_file = (name == "axb.so").then(|| "Paint.exe".to_owned());
        store.symbols().insert(new).await?;
    }
    for (q, expected) in [
        ("%", vec!["100%.so"]),
        ("_", vec!["a_b.so"]),
        ("XB", vec!["axb.so"]),
        ("paint", vec!["axb.so"]),
        ("ffb2", vec!["a_b.so"]),
        (".so", vec!["axb.so", "a_b.so", "100%.so"]),
        ("nothing", vec![]),
        ("\0", vec![]),
    ] {
        assert_eq!(names(store, q).await?, expected, "{q:?}");
    }
    let too_long = "x".repeat(1_000_000);
    assert_eq!(names(store, &too_long).await?, Vec::<String>::new());
    Ok(())
}

pub(super) async fn those_after_an_id_come_oldest_first(store: &dyn Store) -> Result<()> {
    let symbols = store.symbols();
    let mut stored_names = Vec::new();
    for age in 1..=3 {
        let new = new_symbol("app.pdb", age);
        stored_names.push(new.blob.stored_name);
        symbols.insert(new).await?;
    }
    let of = |rows: Vec<StoredSymbol>| -> Vec<StoredName> {
        rows.iter().map(|row| row.stored_name).collect()
    };
    let all = symbols.list_after(SymbolId(0), 10).await?;
    assert_eq!(of(all), stored_names);
    let one = symbols.list_after(SymbolId(1), 1).await?;
    assert_eq!(of(one), stored_names[1..2]);
    let none = symbols.list_after(SymbolId(3), 10).await?;
    assert_eq!(none, []);
    Ok(())
}

pub(super) async fn what_was_fetched_is_counted_the_oldest_first(store: &dyn Store) -> Result<()> {
    let symbols = store.symbols();
    let server = "https://symbols.example.com/";
    assert_eq!(symbols.upstream().await?, (0, None));
    for (age, upstream) in [(1, None), (2, Some(server)), (3, Some(server))] {
        let mut new = new_symbol("app.pdb", age);
        new.upstream = upstream.map(str::to_owned);
        symbols.insert(new).await?;
    }
    let (bytes, oldest) = symbols.upstream().await?;
    let oldest = oldest.expect("is there").symbol;
    assert_eq!((bytes, oldest.id), (28, SymbolId(2)));
    assert_eq!(oldest.upstream.as_deref(), Some(server));
    // One that is uploaded in its place counts no more.
    symbols.insert(new_symbol("app.pdb", 2)).await?;
    let (bytes, oldest) = symbols.upstream().await?;
    let oldest = oldest.map(|oldest| oldest.symbol.id);
    assert_eq!((bytes, oldest), (14, Some(SymbolId(3))));
    Ok(())
}

pub(super) async fn delete_returns_what_it_was_once(store: &dyn Store) -> Result<()> {
    let symbols = store.symbols();
    let new = new_symbol("app.pdb", 1);
    let (symbol, _) = symbols.insert(new.clone()).await?;
    let deleted = symbols.delete(symbol.id).await?.expect("was there");
    assert_eq!(
        (deleted.symbol, deleted.stored_name),
        (symbol, new.blob.stored_name)
    );
    assert_eq!(symbols.delete(SymbolId(1)).await?, None);
    assert_eq!(symbols.find(&new.module.key()).await?, None);
    let (again, _) = symbols.insert(new_symbol("app.pdb", 1)).await?;
    assert_eq!(again.id, SymbolId(2));
    Ok(())
}
