//! Which of today's groups would become which.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use model::{DryRun, Regrouping, SignatureCount, SignatureId};
use store::GroupedCrash;

/// Of each kind, and of the groups of one.
const MAX_LISTED: usize = 100;
/// Groups of today, each with one that it becomes: what bounds the memory that this takes.
const MAX_PAIRS: usize = 500_000;

/// The signatures that crashes have and would have.
#[derive(Debug)]
pub(super) struct Outcome {
    crashes: u64,
    changed: u64,
    groups: HashMap<SignatureId, Group>,
    /// Groups that have no crashes today.
    empty: Vec<String>,
    pairs: usize,
    max_pairs: usize,
    /// Some crashes are left out: there are more pairs than are kept.
    is_cut: bool,
}

#[derive(Debug)]
struct Group {
    signature: String,
    becomes: HashMap<String, u64>,
    /// Some of its crashes are left out: it becomes more than is known.
    is_cut: bool,
}

impl Default for Outcome {
    fn default() -> Self {
        Self {
            crashes: 0,
            changed: 0,
            groups: HashMap::new(),
            empty: Vec::new(),
            pairs: 0,
            max_pairs: MAX_PAIRS,
            is_cut: false,
        }
    }
}

impl Outcome {
    /// Of no crash yet; `empty` are the groups without crashes.
    pub(super) fn beside(empty: Vec<String>) -> Self {
        Self {
            empty,
            ..Self::default()
        }
    }

    pub(super) fn add(&mut self, crash: &GroupedCrash, signature: &str) {
        self.crashes += 1;
        self.changed += u64::from(crash.signature != signature);
        let is_full = self.pairs >= self.max_pairs;
        if is_full && !self.groups.contains_key(&crash.signature_id) {
            self.is_cut = true;
            return;
        }
        let group = self
            .groups
            .entry(crash.signature_id)
            .or_insert_with(|| Group {
                signature: crash.signature.clone(),
                becomes: HashMap::new(),
                is_cut: false,
            });
        if let Some(crashes) = group.becomes.get_mut(signature) {
            *crashes += 1;
        } else if is_full {
            group.is_cut = true;
            self.is_cut = true;
        } else {
            self.pairs += 1;
            group.becomes.insert(signature.to_owned(), 1);
        }
    }

    /// The groups that become another one as a whole, where there was none. None of them when
    /// crashes are left out, which could become the same.
    pub(super) fn moves(&self) -> Vec<(SignatureId, String)> {
        if self.is_cut {
            return Vec::new();
        }
        let (today, origins) = (self.today(), self.origins());
        let moved = self.groups.iter().filter_map(|(id, group)| {
            let (signature, _) = group.only()?;
            let is_new = !today.contains(signature) && origins[signature].len() == 1;
            is_new.then(|| (*id, signature.to_owned()))
        });
        moved.collect()
    }

    pub(super) fn dry_run(&self) -> DryRun {
        let (today, origins) = (self.today(), self.origins());
        let mut merges = Vec::new();
        let mut moves = Vec::new();
        for (&signature, origins) in &origins {
            let come = || {
                origins
                    .iter()
                    .filter(|(group, _)| group.signature != signature)
            };
            let (is_there, groups) = (today.contains(signature), come().count());
            match come().next() {
                Some(_) if is_there || groups > 1 => {
                    let come = come().map(|(group, crashes)| (group.signature.as_str(), *crashes));
                    merges.push(Regroup::new(signature, come));
                }
                Some((group, crashes)) if group.only().is_some() => {
                    moves.push(Regroup::new(&group.signature, [(signature, *crashes)]));
                }
                _ => {}
            }
        }
        let splits = self.groups.values().filter(|group| group.becomes.len() > 1);
        let splits = splits.map(|group| {
            let parts = group.becomes.iter().map(|(part, &n)| (part.as_str(), n));
            let others = parts.filter(|(part, _)| *part != group.signature);
            Regroup::new(&group.signature, others)
        });
        let mut dry_run = DryRun {
            crashes: self.crashes,
            changed: self.changed,
            is_cut: self.is_cut,
            ..DryRun::default()
        };
        let is_cut = &mut dry_run.is_cut;
        dry_run.splits = list(splits.collect(), is_cut);
        dry_run.merges = list(merges, is_cut);
        dry_run.moves = list(moves, is_cut);
        dry_run
    }

    fn today(&self) -> HashSet<&str> {
        let groups = self.groups.values().map(|group| &group.signature);
        groups.chain(&self.empty).map(String::as_str).collect()
    }

    /// The groups of today that each signature would be made of.
    fn origins(&self) -> HashMap<&str, Vec<(&Group, u64)>> {
        let mut origins: HashMap<&str, Vec<(&Group, u64)>> = HashMap::new();
        for group in self.groups.values() {
            for (signature, &crashes) in &group.becomes {
                origins.entry(signature).or_default().push((group, crashes));
            }
        }
        origins
    }
}

impl Group {
    /// What all of its crashes become.
    fn only(&self) -> Option<(&str, u64)> {
        let mut becomes = self.becomes.iter();
        let (signature, &crashes) = becomes.next()?;
        (becomes.next().is_none() && !self.is_cut).then_some((signature, crashes))
    }
}

/// What becomes a [`Regrouping`], if it is listed.
struct Regroup<'a> {
    signature: &'a str,
    groups: Vec<(&'a str, u64)>,
    crashes: u64,
}

impl<'a> Regroup<'a> {
    fn new(signature: &'a str, groups: impl IntoIterator<Item = (&'a str, u64)>) -> Self {
        let mut groups: Vec<_> = groups.into_iter().collect();
        groups.sort_unstable_by_key(|&(signature, crashes)| (Reverse(crashes), signature));
        Self {
            signature,
            crashes: groups.iter().map(|(_, crashes)| crashes).sum(),
            groups,
        }
    }
}

/// The largest ones first.
fn list(mut regroups: Vec<Regroup<'_>>, is_cut: &mut bool) -> Vec<Regrouping> {
    regroups.sort_unstable_by_key(|regroup| (Reverse(regroup.crashes), regroup.signature));
    *is_cut |= regroups.len() > MAX_LISTED;
    regroups.truncate(MAX_LISTED);
    let regrouping = |regroup: Regroup<'_>| {
        *is_cut |= regroup.groups.len() > MAX_LISTED;
        let groups = regroup.groups.into_iter().take(MAX_LISTED);
        let count = |(signature, crashes): (&str, u64)| SignatureCount {
            signature: signature.to_owned(),
            crashes,
        };
        Regrouping {
            signature: regroup.signature.to_owned(),
            groups: groups.map(count).collect(),
        }
    };
    regroups.into_iter().map(regrouping).collect()
}

#[cfg(test)]
mod tests {
    use model::DumpId;
    use store::RulesVersion;

    use super::*;

    /// Crashes by what they have and would have.
    fn outcome(crashes: &[(&str, &str)]) -> Outcome {
        let mut outcome = Outcome::default();
        add(&mut outcome, crashes);
        outcome
    }

    fn add(outcome: &mut Outcome, crashes: &[(&str, &str)]) {
        for (before, after) in crashes {
            let id = before.bytes().next().expect("not empty");
            let crash = GroupedCrash {
                dump: DumpId(1),
                signature_id: SignatureId(id.into()),
                signature: (*before).to_owned(),
                proto_signature: String::new(),
                rules: RulesVersion::default(),
                reported_at: None,
            };
            outcome.add(&crash, after);
        }
    }

    fn regrouping(signature: &str, groups: &[(&str, u64)]) -> Regrouping {
        Regrouping {
            signature: signature.to_owned(),
            groups: groups
                .iter()
                .map(|&(signature, crashes)| SignatureCount {
                    signature: signature.to_owned(),
                    crashes,
                })
                .collect(),
        }
    }

    #[test]
    fn what_stays_is_counted_and_not_listed() {
        let dry_run = outcome(&[("a", "a"), ("a", "a"), ("b", "b")]).dry_run();
        let expected = DryRun {
            crashes: 3,
            ..DryRun::default()
        };
        assert_eq!(dry_run, expected);
    }

    #[test]
    fn merges_splits_and_moves_are_told_apart() {
        let outcome = outcome(&[
            // Together they are something new.
            ("a", "new"),
            ("b", "new"),
            ("b", "new"),
            // One goes over to another that is there.
            ("c", "c"),
            ("d", "c"),
            // One is taken apart, and a part stays.
            ("e", "e"),
            ("e", "f1"),
            ("e", "f2"),
            ("e", "f2"),
            // One gets another name.
            ("m", "moved"),
            // One takes the place of another that goes.
            ("p", "q"),
            ("q", "r"),
        ]);
        let dry_run = outcome.dry_run();
        assert_eq!((dry_run.crashes, dry_run.changed), (12, 10));
        assert_eq!(
            dry_run.merges,
            [
                regrouping("new", &[("b", 2), ("a", 1)]),
                regrouping("c", &[("d", 1)]),
                regrouping("q", &[("p", 1)]),
            ]
        );
        let splits = [regrouping("e", &[("f2", 2), ("f1", 1)])];
        assert_eq!(dry_run.splits, splits);
        let moves = [
            regrouping("m", &[("moved", 1)]),
            regrouping("q", &[("r", 1)]),
        ];
        assert_eq!(dry_run.moves, moves);
        assert!(!dry_run.is_cut);
        let mut moves = outcome.moves();
        moves.sort();
        let id = |name: u8| SignatureId(name.into());
        let expected = [(id(b'm'), "moved".to_owned()), (id(b'q'), "r".to_owned())];
        assert_eq!(moves, expected);
    }

    #[test]
    fn a_group_that_waits_without_crashes_is_there() {
        let mut outcome = Outcome::beside(vec!["b".to_owned()]);
        add(&mut outcome, &[("a", "b")]);
        let dry_run = outcome.dry_run();
        assert_eq!(dry_run.merges, [regrouping("b", &[("a", 1)])]);
        assert_eq!(dry_run.moves, []);
        assert_eq!(outcome.moves(), []);
    }

    #[test]
    fn a_long_list_is_cut_and_says_so() {
        let names: Vec<_> = (0..=MAX_LISTED).map(|index| format!("a{index}")).collect();
        let crashes: Vec<_> = names.iter().map(|name| ("a", name.as_str())).collect();
        let dry_run = outcome(&crashes).dry_run();
        assert_eq!(dry_run.splits[0].groups.len(), MAX_LISTED);
        assert!(dry_run.is_cut);
    }

    #[test]
    fn memory_is_bounded_and_what_is_not_known_is_no_move() {
        let mut outcome = Outcome {
            max_pairs: 1,
            ..Outcome::default()
        };
        add(&mut outcome, &[("a", "b"), ("a", "c"), ("d", "d")]);
        let dry_run = outcome.dry_run();
        assert_eq!((dry_run.crashes, dry_run.changed), (3, 2));
        assert!(dry_run.is_cut && dry_run.moves.is_empty());
        assert_eq!(outcome.moves(), []);
    }
}
