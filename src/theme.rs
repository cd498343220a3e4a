//! A theme is a folder: templates and assets. The default one is inside the program; a project's theme lies over it file by
//! file, and every look-up takes one path.
//!
//! In: the project's theme folder, if there is one. Out: templates that render views, and the assets.

use crate::error::{Error, ErrorKind};
use crate::read::origin::theme_folder;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, escape_formatter};
use rust_embed::Embed;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

/// The default theme, carried whole.
#[derive(Embed)]
#[folder = "themes/default"]
struct Default;

/// A theme, ready to render.
#[derive(Debug)]
pub struct Theme {
    environment: Environment<'static>,
    assets: BTreeMap<String, Vec<u8>>,
    /// Files of the project's theme that lie over the default one or add to it.
    pub overlaid: BTreeMap<String, Vec<u8>>,
}

impl Theme {
    /// The default theme with the files of a folder laid over it; a folder that does not exist lays nothing.
    ///
    /// Errors: a file of the folder cannot be read, or a template is not UTF-8 or does not parse.
    pub fn load(folder: Option<&Path>) -> Result<Self, Error> {
        Self::over(folder.map(theme_folder).transpose()?.unwrap_or_default())
    }

    /// The default theme with these files laid over it, by their paths in a theme's folder.
    ///
    /// Errors: a template is not UTF-8 or does not parse.
    pub fn over(laid: BTreeMap<String, Vec<u8>>) -> Result<Self, Error> {
        let mut files: BTreeMap<String, Vec<u8>> = Default::iter()
            .filter_map(|path| Default::get(&path).map(|file| (path.replace('\\', "/"), file.data.into_owned())))
            .collect();
        files.extend(laid.iter().map(|(path, bytes)| (path.clone(), bytes.clone())));
        let overlaid = laid;
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|name| {
            if name.ends_with(".html") {
                AutoEscape::Html
            } else {
                AutoEscape::None
            }
        });
        environment.set_formatter(|output, state, value| {
            // What a view leaves out is `none`; it shows as nothing. What a view does not know is an error.
            if value.is_none() {
                return Ok(());
            }
            match value.as_str() {
                Some(text) if !value.is_safe() && matches!(state.auto_escape(), AutoEscape::Html) => {
                    Ok(output.write_str(&escape(text))?)
                }
                _ => escape_formatter(output, state, value),
            }
        });
        // The default templates stay reachable, so that a file of the project may extend the one it takes the place of.
        let defaults = Default::iter().filter_map(|path| Some((path.clone(), Default::get(&path)?)));
        for (path, file) in defaults {
            let Some(name) = path.strip_prefix("templates/") else {
                continue;
            };
            let text = String::from_utf8_lossy(&file.data).into_owned();
            environment
                .add_template_owned(format!("default/{name}"), text)
                .map_err(|error| broken(&path, &said(&error)))?;
        }
        let mut assets = BTreeMap::new();
        for (path, bytes) in files {
            if let Some(name) = path.strip_prefix("templates/") {
                let text = String::from_utf8(bytes).map_err(|_| broken(&path, "it is not UTF-8"))?;
                environment
                    .add_template_owned(name.to_owned(), text)
                    .map_err(|error| broken(&path, &said(&error)))?;
            } else if path.starts_with("assets/") {
                assets.insert(path, bytes);
            }
        }
        Ok(Self {
            environment,
            assets,
            overlaid,
        })
    }

    /// Renders a view with a template.
    ///
    /// Errors: the template does not exist, names something the view does not have, or fails otherwise.
    pub fn render(&self, template: &str, context: Value) -> Result<String, Error> {
        let found = self
            .environment
            .get_template(template)
            .map_err(|error| broken(template, &said(&error)))?;
        let page = found.render(context).map_err(|error| broken(template, &said(&error)))?;
        if template.ends_with(".html") && !page.trim_end().ends_with("</html>") {
            return Err(broken(
                template,
                "what it gives is no whole page: it does not end with `</html>`",
            ));
        }
        Ok(page)
    }

    /// Whether a template exists.
    pub fn has(&self, template: &str) -> bool {
        self.environment.get_template(template).is_ok()
    }

    /// The assets by their path on the site.
    pub fn assets(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.assets
            .iter()
            .map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
    }
}

/// Text as it may stand between tags or in a quoted attribute. The engine's own escaping also writes every `/` in five
/// characters, which addresses are full of.
pub fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>', '"', '\'']) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            character => escaped.push(character),
        }
    }
    Cow::Owned(escaped)
}

fn broken(template: &str, why: &str) -> Error {
    Error::new(
        ErrorKind::Theme,
        format!("the template `{template}` does not render: {why}"),
    )
    .hint("mend it in the theme folder, or take it out to use the default one")
}

/// What minijinja says, with name and line.
fn said(error: &minijinja::Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(next) = cause {
        text = format!("{text}: {next}");
        cause = next.source();
    }
    text
}
