"""Addresses that open a notebook of the repository on Binder, Colab or a JupyterHub.

They are Jupyter Book's own settings, ``launch_buttons`` and ``repository`` in ``_config.yml``. Its
own buttons would open chapters, whose sources hold both languages; ours open the exercises.
"""

from typing import Any
from urllib.parse import quote, urlencode, urlsplit

INTERFACES = {"classic": "tree", "jupyterlab": "lab/tree"}


def links(settings: dict[str, Any], path: str) -> list[tuple[str, str]]:
    """Return the names and addresses of the services that are set.

    Args:
        settings: ``repository`` and ``launch_buttons`` as in ``_config.yml``; either may be empty.
        path: the notebook's path in the repository.

    Raises:
        ValueError: a service is set, but not the repository; or one cannot take it.
    """
    services = settings.get("launch_buttons") or {}
    wanted = {
        name: str(services[f"{name}_url"]).rstrip("/")
        for name in ("binderhub", "colab", "jupyterhub")
        if services.get(f"{name}_url")
    }
    if not wanted:
        return []
    repository = settings.get("repository") or {}
    url, branch = str(repository.get("url") or "").rstrip("/"), repository.get("branch") or "main"
    owner, _, name = urlsplit(url).path.strip("/").partition("/")
    if not owner or not name:
        raise ValueError("launch_buttons need repository.url, https://.../<owner>/<name>")
    view = INTERFACES[services.get("notebook_interface", "jupyterlab")]
    is_github = urlsplit(url).netloc == "github.com"
    found = []
    if hub := wanted.get("binderhub"):
        where = f"gh/{owner}/{name}" if is_github else f"git/{quote(url, safe='')}"
        place = quote(f"{view}/{path}", safe="")
        found.append(("Binder", f"{hub}/v2/{where}/{quote(branch, safe='')}?urlpath={place}"))
    if hub := wanted.get("colab"):
        if not is_github:
            raise ValueError("Colab opens notebooks from github.com only; leave colab_url empty")
        found.append(("Colab", f"{hub}/github/{owner}/{name}/blob/{branch}/{path}"))
    if hub := wanted.get("jupyterhub"):
        query = {"repo": url, "branch": branch, "urlpath": f"{view}/{name}/{path}"}
        found.append(("JupyterHub", f"{hub}/hub/user-redirect/git-pull?{urlencode(query)}"))
    return found
