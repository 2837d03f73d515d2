/**
 * What runs in Python beside one LibreOffice, which speaks to nothing but UNO. It is text because it is Python's code, not ours.
 * Orders come as lines of JSON, one at a time; each is answered with a line. It leads the group of processes that is ended as
 * one: when LibreOffice dies, and when the server goes, which closes the pipe that orders come by.
 */
export const OFFICE_WORKER = String.raw`
import glob, json, os, queue, signal, subprocess, sys, threading, time
import uno
from com.sun.star.beans import PropertyValue

soffice, profile, pipe = sys.argv[1:]
# The pipe is a file that others on this machine must not be able to open.
os.umask(0o077)
orders = queue.Queue()


def end():
    os.killpg(0, signal.SIGKILL)


def listen():
    for line in sys.stdin:
        orders.put(json.loads(line))
    end()


def watch(office):
    office.wait()
    end()


def start():
    flags = ['headless', 'invisible', 'norestore', 'nologo', 'nodefault', 'nofirststartwizard', 'nolockcheck']
    return subprocess.Popen(
        [soffice, *('--' + flag for flag in flags), '-env:UserInstallation=' + uno.systemPathToFileUrl(profile),
         '--accept=pipe,name=' + pipe + ';urp;'],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


# How long that may take is for the server to say, which then ends us.
def connect():
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext('com.sun.star.bridge.UnoUrlResolver', local)
    while True:
        try:
            return resolver.resolve('uno:pipe,name=' + pipe + ';urp;StarOffice.ComponentContext')
        except Exception:
            time.sleep(0.05)


def values(**named):
    return tuple(PropertyValue(name, 0, value, 0) for name, value in named.items())


# 0 stands for "never run a macro" and for "bring no link up to date". The filter is named: LibreOffice must not guess
# what a file is, as it takes whatever it does not know for plain text.
LOAD = values(Hidden=True, ReadOnly=True, MacroExecutionMode=0, UpdateDocMode=0, FilterName='MS Word 2007 XML')
# Pictures stay as they are: a signature is no place for the traces of JPEG.
STORE = values(FilterName='writer_pdf_Export', FilterData=uno.Any('[]com.sun.star.beans.PropertyValue', values(
    UseTaggedPDF=True, ExportBookmarks=False, UseLosslessCompression=True, ReduceImageResolution=False)))


def convert(desktop, source, target):
    document = desktop.loadComponentFromURL(uno.systemPathToFileUrl(source), '_blank', 0, LOAD)
    if document is None:
        raise ValueError('not loaded')
    try:
        document.storeToURL(uno.systemPathToFileUrl(target), STORE)
    finally:
        document.close(True)


# The memory of the whole group, in bytes, where the system tells it.
def resident():
    pages = 0
    for path in glob.glob('/proc/[0-9]*/stat'):
        try:
            with open(path) as file:
                fields = file.read().rpartition(')')[2].split()
        except OSError:
            continue
        if int(fields[2]) == os.getpgrp():
            pages += int(fields[21])
    return pages * os.sysconf('SC_PAGE_SIZE')


def answer(**values):
    print(json.dumps(values), flush=True)


def version(context):
    provider = context.ServiceManager.createInstanceWithContext('com.sun.star.configuration.ConfigurationProvider', context)
    node = values(nodepath='/org.openoffice.Setup/Product')
    product = provider.createInstanceWithArguments('com.sun.star.configuration.ConfigurationAccess', node)
    return product.ooName + ' ' + product.ooSetupVersionAboutBox


def main():
    threading.Thread(target=listen, daemon=True).start()
    threading.Thread(target=watch, args=(start(),), daemon=True).start()
    context = connect()
    desktop = context.ServiceManager.createInstanceWithContext('com.sun.star.frame.Desktop', context)
    answer(version=version(context))
    while True:
        order = orders.get()
        try:
            convert(desktop, order['source'], order['target'])
            answer(residentBytes=resident())
        except Exception as error:
            # LibreOffice died under the work.
            if type(error).__name__.endswith('DisposedException'):
                end()
            # Its message would tell paths, and perhaps words of the document.
            answer(residentBytes=resident(), problem=type(error).__name__)


main()
`;
