"""Windows that tests use one after the other, because a page opens in a third of the time where its modules have been read.

A window that is taken is like a new one: no storage, no cookie, no history, nothing that listens, is routed or emulated, and the
pointer is outside. What cannot be undone (a script for every page, a permission, a session of the debugger), or a test that
failed, ends the window. Only the page's own files stay in the browser's cache.
"""

from urllib.parse import urlsplit

from playwright.sync_api import Error

# What leaves something behind that no call takes away.
LASTING = ["add_init_script", "expose_function", "expose_binding", "grant_permissions", "new_cdp_session", "route_from_har",
           "set_extra_http_headers", "set_geolocation", "route_web_socket"]
# So often a window is used: what a browser keeps of pages that are gone is not to pile up.
USES = 60


class Window:
    def __init__(self, browser, **options):
        self.context, self.kind = browser.new_context(**options), repr(sorted(options.items()))
        self.page = self.context.new_page()
        self.debugger = self.context.new_cdp_session(self.page)
        self.uses, self.is_spent, self.heard, self.origins = 0, False, [], set()
        for owner in (self.page, self.context):
            for name in LASTING:
                if hasattr(owner, name):
                    setattr(owner, name, self.spending(getattr(owner, name)))
        self.listen = self.page.on
        self.page.on = self.hear
        self.page.on("framenavigated", lambda frame: self.origins.add(frame.url))

    def spending(self, call):
        def spend(*arguments, **options):
            self.is_spent = True
            return call(*arguments, **options)
        return spend

    def hear(self, event, listener):
        self.heard.append((event, listener))
        self.listen(event, listener)

    def begin(self, width, height, theme, motion):
        self.uses += 1
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.emulate_media(color_scheme=theme, reduced_motion=motion)
        return self.page

    def clear(self):
        """As if nobody had been here; an Error where that cannot be."""
        self.is_spent |= len(self.context.pages) != 1 or self.uses >= USES
        if self.is_spent:
            return
        for event, listener in self.heard[1:]:
            self.page.remove_listener(event, listener)
        del self.heard[1:]
        self.page.unroute_all(behavior="ignoreErrors")
        self.context.unroute_all(behavior="ignoreErrors")
        self.context.set_offline(False)
        self.page.goto("about:blank")
        self.page.mouse.move(-50, -50)
        for address in self.origins:
            parts = urlsplit(address)
            if parts.scheme in ("http", "https", "file"):
                self.debugger.send("Storage.clearDataForOrigin", {
                    "origin": f"{parts.scheme}://{parts.netloc}",
                    "storageTypes": "cookies,local_storage,indexeddb,websql,file_systems,service_workers,cache_storage"})
        self.origins.clear()
        self.context.clear_cookies()
        self.debugger.send("Page.resetNavigationHistory")


class Windows:
    def __init__(self, browser):
        self.browser, self.idle = browser, []

    def take(self, **options):
        """One of these options, of which a context cannot be given others: a telephone's, a permission."""
        kind = repr(sorted(options.items()))
        found = next((window for window in reversed(self.idle) if window.kind == kind), None)
        if found is None:
            return Window(self.browser, **options)
        self.idle.remove(found)
        return found

    def give_back(self, window, is_sound):
        try:
            window.is_spent |= not is_sound
            window.clear()
        except Error:
            window.is_spent = True
        if window.is_spent:
            window.context.close()
        else:
            self.idle.append(window)

    def close(self):
        for window in self.idle:
            window.context.close()
